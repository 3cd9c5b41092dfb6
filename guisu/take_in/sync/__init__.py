"""Bringing what a channel holds to our tables: at every callback, and as a whole now and then."""
