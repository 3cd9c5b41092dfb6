"""The same rules over a whole population, as Ibis expressions."""
