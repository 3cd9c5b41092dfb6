"""What is owed to people, what became of it, and stopping it."""
