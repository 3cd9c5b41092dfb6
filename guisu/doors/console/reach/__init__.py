"""The rules for speaking to people."""
