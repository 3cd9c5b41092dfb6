"""Doors: how the world comes in, and what it is shown. Uses every floor below.

Rooms, from the top: console, api > callbacks. Pages of all rooms stand in `console`.
"""
