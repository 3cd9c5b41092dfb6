"""Situations that the product fails in: who mends one takes its mark away, and the test stays."""
