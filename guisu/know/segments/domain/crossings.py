"""The kinds of event that tell of people coming into segments and going out of them."""

ENTERED, LEFT = "segment.entered", "segment.left"
CROSSINGS = frozenset({ENTERED, LEFT})
