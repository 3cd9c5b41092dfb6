"""Settings, doors' addresses, and how the product is started. The only reader of the environment."""
