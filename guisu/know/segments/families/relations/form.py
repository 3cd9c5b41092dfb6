"""What conditions on relations are filled in by."""

from django.utils.translation import gettext_lazy as _

from guisu.know.customers.models import Consent, Identity
from guisu.know.segments.families.relations import struct as s
from guisu.know.segments.pieces import Chosen, Entry, Menu, OneOf, SomeOf
from guisu.know.segments.selectors.vocabulary import STORES, TAGS

MENU = Menu(
    _("Tags and relations"),
    place=30,
    entries=(
        Entry("tagged", _("Tags"), s.Tagged, (Chosen("tags", _("one of these tags"), TAGS),)),
        Entry("untagged", _("No tag at all"), s.Untagged, ()),
        Entry(
            "known_by",
            _("Follows us / has a contact"),
            s.KnownBy,
            (SomeOf("channels", _("by one of"), tuple(Identity.Channel.choices)),),
        ),
        Entry(
            "agreed",
            _("Agrees to messages"),
            s.Agreed,
            (
                OneOf("channel", _("by"), tuple(Consent.Channel.choices)),
                OneOf("purpose", _("for"), tuple(Consent.Purpose.choices)),
            ),
        ),
        Entry(
            "known_at",
            _("Store"),
            s.KnownAt,
            (SomeOf("stores", _("known to one of"), STORES, are_numbers=True),),
        ),
    ),
)
