"""Marks sentences for the catalogues where no framework is known."""


def gettext_noop(message: str) -> str:
    """`message` as it is: `make messages` collects it, and a door translates it when it is read."""
    return message
