"""The rules of contact codes and of greetings."""

from guisu.act.acquisition.domain.codes import (
    BadCode,
    CodeIsOver,
    GroupCodesDoNotPause,
    new_state,
)
from guisu.act.acquisition.domain.duty import Duty, Named, Plan, Shift, Why, next_change, on_duty
from guisu.act.acquisition.domain.greetings import BadGreeting
from guisu.act.acquisition.domain.rooms import Room, named_rooms

__all__ = [
    "BadCode",
    "BadGreeting",
    "CodeIsOver",
    "Duty",
    "GroupCodesDoNotPause",
    "Named",
    "Plan",
    "Room",
    "Shift",
    "Why",
    "named_rooms",
    "new_state",
    "next_change",
    "on_duty",
]
