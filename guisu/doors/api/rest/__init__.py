"""The REST API at `/api/v1/`: for shops, mini-programs and CRMs, with a key made in Settings."""
