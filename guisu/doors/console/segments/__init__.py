"""Segments: the list, the editor, one segment, two held against each other."""
