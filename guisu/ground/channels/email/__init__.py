"""E-mail by SMTP: one message at a time, to one person."""
