"""Who is in groups, came into them, and left them."""
