"""Act: what is done to and for people, and by whom. Uses take_in and all below.

Rooms, from the top: acquisition > messaging, handovers > stafftasks > outreach.
"""
