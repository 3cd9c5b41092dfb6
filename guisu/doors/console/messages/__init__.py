"""Pages on mass messages and moments."""
