"""The organisation's settings and its keys."""
