"""What SQLite and PostgreSQL do differently, told once: the write gate and bulk rows."""
