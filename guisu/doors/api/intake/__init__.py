"""The intake's door: what analytics SDKs talk to, in the words of Segment's protocol."""
