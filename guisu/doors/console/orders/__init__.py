"""Orders: the list with its totals, and the page of one order."""
