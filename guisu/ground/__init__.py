"""Ground: what every room stands on. Uses nothing above it; who a person is, it does not ask.

Rooms, from the top: warehouse > channels, events > staff, jobs > database > kernel.
"""
