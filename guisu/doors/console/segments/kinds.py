"""Every kind of condition that the editor offers, and the pieces that each is filled in by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guisu.doors.console.segments.happening import Event
from guisu.doors.console.segments.lookups import Lookup
from guisu.doors.console.segments.parts import Chosen, Number, OneOf, Part, Raw, Reach, SomeOf, When
from guisu.know.commerce.models import Product
from guisu.know.customers.models import Consent, Identity
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.wording import GENDERS, STAGES


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the editor's menu; `fixed` fields of the condition are not asked for."""

    name: str
    label: str | Promise
    node: type[Any]
    parts: tuple[Part, ...]
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def begun(self) -> Raw:
        """What the inputs hold when the condition is added: once or more."""
        return TIMES.raw(c.ONCE_OR_MORE) if TIMES in self.parts else {}

    def fits(self, condition: c.Condition) -> bool:
        return isinstance(condition, self.node) and all(
            getattr(condition, name) == value for name, value in self.fixed.items()
        )


@dataclass(frozen=True, slots=True)
class Family:
    label: str | Promise
    kinds: tuple[Kind, ...]


SCORES = tuple((str(score), str(score)) for score in range(5, 0, -1))
MONTHS = tuple((str(month), str(month)) for month in range(1, 13))
ENDS = (("first", _("first")), ("last", _("last")))
WORDS = (("is", _("is")), ("contains", _("contains")), ("starts", _("begins with")))


@dataclass(frozen=True, slots=True)
class Only:
    """Which orders: the pieces of an order filter under one attribute."""

    attribute: str = "only"
    parts: tuple[Part, ...] = (
        Chosen("products", _("of products (all, if none)"), Lookup.PRODUCTS, are_numbers=True),
        Chosen("categories", _("of categories"), Lookup.CATEGORIES),
        SomeOf("tiers", _("of tiers"), tuple(Product.Tier.choices)),
        SomeOf("stores", _("in stores"), Lookup.STORES, are_numbers=True),
        Chosen("channels", _("by channels"), Lookup.CHANNELS),
    )

    def fields(self, raw: Any, lookups: Any) -> Any:
        found: dict[str, Any] = {}
        for part in self.parts:
            found |= part.fields(raw, lookups)
        return found

    def value(self, cleaned: Mapping[str, Any]) -> c.OrderFilter:
        return c.OrderFilter(**{part.attribute: part.value(cleaned) for part in self.parts})

    def raw(self, value: c.OrderFilter) -> dict[str, list[str]]:
        held: dict[str, list[str]] = {}
        for part in self.parts:
            held |= part.raw(getattr(value, part.attribute))
        return held


# Asked seldom: shown when asked for, or when filled in.
SELDOM = frozenset({"categories", "tiers", "stores", "channels"})
ONLY, WHEN = Only(), When()
TIMES = Reach("times", _("times"), may_be_none=True)
EVENT = Event("event", _("event"))

FAMILIES = (
    Family(
        _("Orders"),
        (
            Kind("bought", _("Number of orders"), c.Bought, (WHEN, ONLY, TIMES)),
            Kind(
                "spent", _("Spent"), c.Spent, (WHEN, ONLY, Reach("minor", _("amount"), money=True))
            ),
            Kind(
                "average",
                _("Average order"),
                c.AverageOrder,
                (WHEN, ONLY, Reach("minor", _("amount"), money=True)),
            ),
            Kind(
                "ordered_at",
                _("First or last order"),
                c.OrderedAt,
                (OneOf("which", _("which"), ENDS), ONLY, When(optional=False)),
            ),
        ),
    ),
    Family(
        _("Behaviour"),
        (
            Kind("did", _("Did something"), c.Did, (EVENT, WHEN, TIMES)),
            Kind(
                "did_at",
                _("Did it first or last"),
                c.DidAt,
                (EVENT, OneOf("which", _("which"), ENDS), When(optional=False)),
            ),
            Kind(
                "did_then",
                _("Did one, then the other"),
                c.DidThen,
                (
                    Event("first", _("first")),
                    Event("then", _("then")),
                    Number("within_hours", _("within hours")),
                    WHEN,
                ),
            ),
            Kind(
                "did_regularly",
                _("Does it regularly"),
                c.DidRegularly,
                (
                    EVENT,
                    Number("at_least", _("in at least")),
                    Number("periods", _("of the last stretches")),
                    Number("every_days", _("of days")),
                ),
            ),
            Kind(
                "stopped",
                _("Stopped doing it"),
                c.Stopped,
                (
                    EVENT,
                    Number("quiet_days", _("not in the last days")),
                    Number("before_days", _("but in the days before these")),
                ),
            ),
            Kind(
                "resumed",
                _("Does it again"),
                c.Resumed,
                (
                    EVENT,
                    Number("within_days", _("in the last days")),
                    Number("quiet_days", _("after so many days without")),
                ),
            ),
        ),
    ),
    Family(
        _("Tags and relations"),
        (
            Kind(
                "tagged",
                _("Tags"),
                c.Tagged,
                (Chosen("tags", _("one of these tags"), Lookup.TAGS, are_numbers=True),),
            ),
            Kind(
                "known_by",
                _("Follows us / has a contact"),
                c.KnownBy,
                (SomeOf("channels", _("by one of"), tuple(Identity.Channel.choices)),),
            ),
            Kind(
                "agreed",
                _("Agrees to messages"),
                c.Agreed,
                (
                    OneOf("channel", _("by"), tuple(Consent.Channel.choices)),
                    OneOf("purpose", _("for"), tuple(Consent.Purpose.choices)),
                ),
            ),
            Kind(
                "known_at",
                _("Store"),
                c.KnownAt,
                (SomeOf("stores", _("known to one of"), Lookup.STORES, are_numbers=True),),
            ),
            Kind(
                "segment",
                _("In another segment"),
                c.InSegment,
                (
                    Chosen(
                        "segment", _("segment"), Lookup.SEGMENTS, are_numbers=True, is_single=True
                    ),
                ),
            ),
        ),
    ),
    Family(
        _("Value"),
        (
            Kind(
                "stage",
                _("Life-cycle stage"),
                c.InStage,
                (SomeOf("stages", _("one of"), tuple((s.value, w) for s, w in STAGES.items())),),
            ),
            Kind(
                "rfm",
                _("RFM score"),
                c.InCell,
                (
                    SomeOf("recency", "R", SCORES, are_numbers=True),
                    SomeOf("frequency", "F", SCORES, are_numbers=True),
                    SomeOf("monetary", "M", SCORES, are_numbers=True),
                ),
            ),
        ),
    ),
    Family(
        _("Profile"),
        (
            Kind(
                "gender",
                _("Gender"),
                c.Attribute,
                (SomeOf("values", _("one of"), tuple(GENDERS.items())),),
                {"name": "gender", "way": "is"},
            ),
            Kind(
                "region",
                _("Region"),
                c.Attribute,
                (OneOf("way", _("comparison"), WORDS), Chosen("values", _("one of"), Lookup.WORDS)),
                {"name": "region"},
            ),
            Kind(
                "source",
                _("Where from"),
                c.Attribute,
                (OneOf("way", _("comparison"), WORDS), Chosen("values", _("one of"), Lookup.WORDS)),
                {"name": "source"},
            ),
            Kind(
                "birthday",
                _("Birthday soon"),
                c.Birthday,
                (Number("in_days", _("within days"), least=0),),
            ),
            Kind(
                "birth_month",
                _("Born in month"),
                c.BirthMonth,
                (SomeOf("months", _("one of"), MONTHS, are_numbers=True),),
            ),
            Kind("age", _("Age"), c.Age, (Reach("years", _("years")),)),
            Kind(
                "seen",
                _("First or last seen"),
                c.Seen,
                (OneOf("which", _("which"), ENDS), When(optional=False, hours=False)),
            ),
        ),
    ),
)
KINDS = {kind.name: kind for family in FAMILIES for kind in family.kinds}


def kind_of(condition: c.Condition) -> Kind:
    """The entry by which a condition is edited."""
    return next(kind for kind in KINDS.values() if kind.fits(condition))
