"""Reading what this room knows, within a scope."""
