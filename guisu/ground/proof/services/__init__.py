"""Second factors, and the sessions and devices of people."""
