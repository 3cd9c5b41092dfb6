"""What a trainer shows: groups as their members see them, everybody played by hand, the clock.

Pages without a framework: text that is escaped wherever it comes from people, one stylesheet, one
small script that looks again every few seconds.
"""
