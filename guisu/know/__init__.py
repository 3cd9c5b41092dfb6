"""Know: people, what they bought, which choices and groups they are in."""
