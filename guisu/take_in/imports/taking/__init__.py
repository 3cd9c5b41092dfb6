"""Rows as orders, people and events: pure of the database, so that a preview is what a run does."""
