"""The rules of the intake: what a message must look like, when it happened, whom it is about."""
