"""One profile a person: identities, merging, consent, erasure, timeline."""
