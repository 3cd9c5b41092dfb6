"""What could not be delivered, taken in or done, and wants a person."""
