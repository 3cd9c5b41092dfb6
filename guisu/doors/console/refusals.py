"""What a refusal says to an operator: its room's sentence in their language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.staff.domain import PERMISSION_WORDS, Permission
from guisu.take_in.imports import wording as imports


def said(refusal: Refusal) -> str:
    """The refusal in the reader's language; words of ours inside it too, names as they are."""
    return said_later(refusal.told)


def said_later(told: Mapping[str, Any]) -> str:
    """As `said`, of a refusal that was kept as `Refusal.told`."""
    words = told.get("words", ())
    data = {
        name: gettext(str(value)) if name in words else CODED.get(name, _as_it_is)(value)
        for name, value in told["data"].items()
    }
    return gettext(told["template"]) % data


def _as_it_is(value: Any) -> Any:
    return value


def _permission(code: str) -> str:
    return gettext(PERMISSION_WORDS[Permission(code)]) if code in set(Permission) else code


# What the data of refusals tell by codes of ours.
CODED: dict[str, Callable[[Any], Any]] = {"fields": imports.fields, "permission": _permission}
