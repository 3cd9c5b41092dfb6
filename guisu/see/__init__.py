"""See: what happened, in figures over many people. May use what is known and the ground."""
