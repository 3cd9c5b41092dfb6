"""People and stores."""
