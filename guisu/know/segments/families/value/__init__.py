"""How people score, and where in the life cycle they stand."""
