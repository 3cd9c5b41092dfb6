"""Files of customers, orders and events: read, mapped, checked, and taken in row by row."""
