"""Doors: how the world comes in, and what it is shown. May use every floor below."""
