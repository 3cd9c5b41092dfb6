"""Products: the list with tiers and sales, and the page of one product."""
