"""Attacks on a served product: as a stranger, a colleague, a full disk and a wrong clock would."""
