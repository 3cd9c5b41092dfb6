"""Ground: what every room stands on; nothing here has heard of a customer."""
