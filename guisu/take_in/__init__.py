"""Take in: how the world's data becomes rows of ours. Rooms here do not know each other."""
