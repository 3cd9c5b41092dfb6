"""The commands of `guisu`, a module each.

A module has `register(app)`. Django is loaded by `start.django()` inside a command, so that
`guisu --help` answers at once; rooms are therefore imported inside the commands.
"""
