"""People who come, talk, buy, are annoyed and leave, by seed and by the world's time.

`Life` decides; `Hands` does it. No HTTP and no clock: the ground says how late it is.
"""
