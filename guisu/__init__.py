"""Guisu: community marketing and private domain on one process or many."""
