"""The operators' web console: one folder a page family. Views call services and selectors."""
