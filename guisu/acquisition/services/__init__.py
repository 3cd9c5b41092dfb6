"""Greeting who came, and telling WeCom of contact codes; what is wanted of those: `codes`."""

from guisu.acquisition.services.carrying import carry_out
from guisu.acquisition.services.greetings import (
    erase,
    export,
    forget,
    greet,
    owe,
    set_welcome,
)

__all__ = ["carry_out", "erase", "export", "forget", "greet", "owe", "set_welcome"]
