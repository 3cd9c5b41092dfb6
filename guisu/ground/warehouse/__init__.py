"""Analytical tables: the log and the dimensions in columns, as Ibis sees them."""
