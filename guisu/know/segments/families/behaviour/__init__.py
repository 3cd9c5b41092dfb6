"""What people did."""
