"""The log of facts: appended in the transaction of what it tells of, read by durable subscribers."""
