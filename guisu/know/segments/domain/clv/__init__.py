"""Customer lifetime value: how many orders are to come, and what they are worth; pure."""
