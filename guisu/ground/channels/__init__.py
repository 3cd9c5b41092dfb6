"""Where people and messages come from and go to: connections, secrets, one folder a provider."""
