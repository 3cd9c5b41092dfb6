"""The map of the console: what exists, under which heading, for whom."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guisu.ground.staff.domain import Permission, Scope


@dataclass(frozen=True, slots=True)
class Place:
    """One page of the map; `permission` None: for every post."""

    name: str
    label: str | Promise
    icon: str
    permission: Permission | None = None

    @property
    def url(self) -> str:
        return reverse(f"console:{self.name}")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its places; one that is called as its only place is not said twice."""

    label: str | Promise
    places: tuple[Place, ...]


MAP = (
    Section(_("Today"), (Place("home", _("Today"), "sun"),)),
    Section(
        _("Customers"),
        (
            Place("customers", _("Customers"), "users", Permission.SEE_CUSTOMERS),
            Place("groups", _("Groups"), "users", Permission.SEE_CUSTOMERS),
            Place("segments", _("Segments"), "filter", Permission.SEE_CUSTOMERS),
            Place("tags", _("Tags"), "tag", Permission.SEE_CUSTOMERS),
            Place("rfm", _("RFM grid"), "grid-dots", Permission.SEE_FIGURES),
            Place("lifecycle", _("Life cycle"), "recycle", Permission.SEE_FIGURES),
            Place("ladder", _("Relationship ladder"), "stairs-up", Permission.SEE_FIGURES),
            Place("behaviour", _("Funnel and retention"), "chart-funnel", Permission.SEE_FIGURES),
            Place("value", _("Customer value"), "chart-line", Permission.SEE_FIGURES),
            Place("orders", _("Orders"), "receipt", Permission.SEE_ORDERS),
            Place("products", _("Products"), "package", Permission.SEE_ORDERS),
            Place("imports", _("Imports"), "file-import", Permission.IMPORT),
        ),
    ),
    Section(_("Growth"), (Place("codes", _("Codes"), "qrcode", Permission.SEE_CODES),)),
    Section(
        _("Reach"),
        (
            Place("messages", _("Messages"), "send", Permission.SEND_MESSAGES),
            Place("deliveries", _("Deliveries"), "inbox", Permission.SEND_MESSAGES),
        ),
    ),
    Section(
        _("Colleagues"),
        (
            Place("tasks", _("Tasks"), "circle-check"),
            Place("handovers", _("Handovers"), "arrows-exchange", Permission.HAND_OVER),
        ),
    ),
    Section(
        _("Settings"),
        (
            Place("staff", _("Staff"), "id-badge", Permission.MANAGE_STAFF),
            Place("stores", _("Stores"), "building-store", Permission.MANAGE_SETTINGS),
            Place("settings", _("Organisation"), "settings", Permission.MANAGE_SETTINGS),
            Place("kept", _("How long things are kept"), "clock", Permission.MANAGE_SETTINGS),
            Place("sign-in-rules", _("Signing in"), "lock", Permission.MANAGE_SETTINGS),
            Place("reach-rules", _("Rules"), "clock", Permission.MANAGE_SETTINGS),
            Place("channels", _("Channels"), "link", Permission.MANAGE_SETTINGS),
            Place("leaving", _("What leaves"), "player-pause", Permission.MANAGE_SETTINGS),
            Place("keys", _("Keys"), "key", Permission.MANAGE_SETTINGS),
            Place("audit", _("Audit"), "history", Permission.SEE_AUDIT),
            Place("health", _("Health"), "activity", Permission.MANAGE_SETTINGS),
            Place("letters", _("Parked work"), "mail-exclamation", Permission.MANAGE_LETTERS),
        ),
    ),
)


def address(name: str) -> str:
    """Where the page `name` stands; empty while it does not exist."""
    try:
        return reverse(f"console:{name}")
    except NoReverseMatch:
        return ""


def places(scope: Scope) -> Iterator[Place]:
    """Every page that `scope` may open."""
    for section in sections(scope):
        yield from section.places


def sections(scope: Scope) -> Iterator[Section]:
    """The map as `scope` may see it."""
    for section in MAP:
        seen = tuple(place for place in section.places if _is_open(place, scope))
        if seen:
            yield Section(section.label, seen)


def _is_open(place: Place, scope: Scope) -> bool:
    if place.permission is not None and not scope.may(place.permission):
        return False
    return bool(address(place.name))
