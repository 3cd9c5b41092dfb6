"""The engines: one module each, the same SQL and the same Ibis expressions on all."""
