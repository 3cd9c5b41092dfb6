"""What a condition means for a whole population, as Ibis expressions: nothing runs here."""
