"""What SQLite and PostgreSQL do differently, told once: the write gate, bulk rows, the log's lock."""
