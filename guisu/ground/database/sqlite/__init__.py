"""Django's SQLite backend with a write gate (`ENGINE = "guisu.ground.database.sqlite"`)."""
