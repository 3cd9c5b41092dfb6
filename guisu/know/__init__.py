"""Know: people, what they bought, which choices and groups they are in. Uses ground.

Rooms, from the top: groups > segments > commerce > customers.
"""
