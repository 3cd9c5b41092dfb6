"""Setting the rules, planning deliveries, and carrying them out."""
