"""Messages of analytics SDKs: accepted durably at the door, expanded into the log by a worker."""
