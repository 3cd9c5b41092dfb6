"""Files on their way in: what they mean, what they would do, and bringing it about."""
