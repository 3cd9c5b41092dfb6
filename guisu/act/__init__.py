"""Act: what is done to and for people, and by whom. May use what was taken in and is known."""
