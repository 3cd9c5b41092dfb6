"""See: what happened, in figures over many people. Uses act and all below.

What is counted of one person (RFM, life cycle, segments) is known of them: see `know/segments`.
"""
