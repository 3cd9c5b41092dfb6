"""Group chats that the brand runs, and who is in them."""
