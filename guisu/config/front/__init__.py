"""The front: takes heads and bodies under deadlines, and hands whole requests to Django.

Nobody who is slow holds a request thread: a thread is given a request when all of it is here, and
is free again when its answer is written, however slowly that is read. One loop in a process:
`connection` speaks HTTP/1.1, `crowd` decides who has to go, `threads` call the application.
"""
