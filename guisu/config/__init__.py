"""Settings, addresses of the doors, how the product starts. The only reader of the environment."""
