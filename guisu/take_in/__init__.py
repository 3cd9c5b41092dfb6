"""Take in: how data that somebody else holds becomes rows of ours, and is kept the same there.

Uses know and ground. Rooms here do not know each other.
"""
