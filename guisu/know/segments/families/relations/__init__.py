"""Tags, stores, channels and consent: how people stand to us."""
