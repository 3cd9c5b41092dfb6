"""Django's SQLite backend with a write gate (`ENGINE = "guisu.database.sqlite"`)."""
