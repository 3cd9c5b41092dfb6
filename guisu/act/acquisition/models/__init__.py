"""Contact codes, who came by them, and how new contacts are greeted."""

from guisu.act.acquisition.models.codes import CodeArrival, CodeRoom, ContactCode, Seat, WorkShift
from guisu.act.acquisition.models.greetings import Greeting, Welcome

__all__ = [
    "CodeArrival",
    "CodeRoom",
    "ContactCode",
    "Greeting",
    "Seat",
    "Welcome",
    "WorkShift",
]
