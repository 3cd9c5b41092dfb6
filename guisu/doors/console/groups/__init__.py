"""Groups: which there are, and who is in each."""
