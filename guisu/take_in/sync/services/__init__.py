"""Ties, colleagues, corp tags and rosters: told one by one, or read as a whole."""
