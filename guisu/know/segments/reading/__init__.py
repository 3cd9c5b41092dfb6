"""Conditions in plain words, in the reader's language."""
