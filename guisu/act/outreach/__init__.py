"""The one core under everything that speaks to a person: rules, deliveries, carrying."""
