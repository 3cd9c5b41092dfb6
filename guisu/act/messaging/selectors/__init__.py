"""Reading broadcasts within a scope, and whom one would reach."""
