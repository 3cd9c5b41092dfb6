"""Handing customers and groups over: starting one, how it goes, its results as a file."""
