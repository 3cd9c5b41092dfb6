"""The one condition language: a tree of plain values with one meaning, whoever evaluates it.

A condition is about one person at one moment, and holds or does not: nothing is unknown. What is
missing (no gender told, no order, no such property) makes a leaf false, and so its `Not` true.
Counts and sums of nothing are 0; the average, the first and the last of nothing do not exist.
"""
