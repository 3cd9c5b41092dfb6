"""What goes wrong on purpose. Every fault can be switched on for one path or for all."""
