"""Greeting who came, and telling WeCom of contact codes; what is wanted of those: `codes`."""

from guisu.act.acquisition.services.carrying import carry_out
from guisu.act.acquisition.services.greetings import (
    erase,
    export,
    forget,
    greet,
    owe,
    set_welcome,
)

__all__ = ["carry_out", "erase", "export", "forget", "greet", "owe", "set_welcome"]
