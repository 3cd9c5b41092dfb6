"""What this room tells the log: who is in contact with which colleague."""

from typing import Annotated

from guisu.ground.events.facts import COLLEAGUE, Doing, Fact, about
from guisu.ground.kernel.words import gettext_noop as _


class OfContact(Fact, frozen=True, kw_only=True):
    done = Doing.BY_THEM

    colleague: Annotated[
        int, about("The colleague.", unit=COLLEAGUE, title=_("Colleague"), stays=True)
    ]


class ContactAdded(OfContact, frozen=True, kw_only=True):
    """The person and a colleague are in contact on WeCom, for the first time or again."""

    kind = "contact.added"
    called = _("In contact on WeCom")

    add_way: Annotated[
        int, about("How they came into contact.", unit="way of adding", title=_("Way of adding"))
    ]
    state: Annotated[str, about("The mark of the code that they came by; empty: by none.")]


class ContactEnded(OfContact, frozen=True, kw_only=True):
    """The person and a colleague are in contact no longer."""

    kind = "contact.ended"
    called = _("No longer in contact on WeCom")

    ending: Annotated[str, about("Who ended it.", unit="end of a contact", title=_("How it ended"))]
