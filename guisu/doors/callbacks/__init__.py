"""What providers push: verified, kept as it came, answered at once, worked off after."""
