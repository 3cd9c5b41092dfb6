"""The door for machines: REST with OpenAPI, and the event intake that analytics SDKs speak to."""
