"""The log of facts: appended in the transaction it tells of, read by durable subscribers."""
