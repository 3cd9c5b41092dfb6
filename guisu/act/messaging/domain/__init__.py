"""Rules of mass messages: what may be said, who says it to whom, how often, what became of it."""
