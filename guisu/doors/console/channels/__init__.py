"""Pages on the channels that we are connected to."""
