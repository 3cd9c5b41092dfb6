"""Customers: the list, the page of one person, merging, consent, erasure."""
