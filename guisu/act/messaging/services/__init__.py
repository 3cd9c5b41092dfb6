"""Writing, preparing, carrying out and following broadcasts."""
