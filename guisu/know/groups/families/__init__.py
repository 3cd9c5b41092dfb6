"""The families of conditions that this room brings (`segments.families` tells of their files)."""
