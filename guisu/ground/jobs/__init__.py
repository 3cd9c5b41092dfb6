"""Background work: a lease table behind Django's Tasks interface, periodic work, and the loops."""
