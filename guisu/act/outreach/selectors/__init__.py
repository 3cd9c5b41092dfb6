"""Reading the rules, what is known of receivers, and how deliveries stand."""
