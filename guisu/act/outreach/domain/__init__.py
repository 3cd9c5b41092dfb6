"""Who may be spoken to, when, and in which words: pure rules."""
