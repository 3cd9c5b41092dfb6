"""`guisu demo`: a believable shop, filled through the real doors."""
