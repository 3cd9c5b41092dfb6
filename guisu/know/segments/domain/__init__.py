"""Rules of scores, stages and value: pure."""
