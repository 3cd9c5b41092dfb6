"""Pages on what people do: how far they come, whether they come back, what they buy over time."""
