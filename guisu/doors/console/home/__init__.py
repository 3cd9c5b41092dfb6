"""Today: what needs me, what changed, the figures."""
