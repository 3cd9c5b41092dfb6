"""What conditions on orders are filled in by."""

from django.utils.translation import gettext_lazy as _

from guisu.know.commerce.models import Product
from guisu.know.segments.families.orders import struct as s
from guisu.know.segments.pieces import (
    ENDS,
    TIMES,
    WHEN,
    Chosen,
    Entry,
    Inner,
    Menu,
    OneOf,
    Reach,
    SomeOf,
    When,
)
from guisu.know.segments.selectors.vocabulary import CATEGORIES, CHANNELS, PRODUCTS, STORES

ONLY = Inner(
    "only",
    s.OrderFilter,
    (
        Chosen("products", _("of products (all, if none)"), PRODUCTS),
        Chosen("categories", _("of categories"), CATEGORIES),
        SomeOf("tiers", _("of tiers"), tuple(Product.Tier.choices)),
        SomeOf("stores", _("in stores"), STORES, are_numbers=True),
        Chosen("channels", _("by channels"), CHANNELS),
    ),
    seldom=frozenset({"categories", "tiers", "stores", "channels"}),
    folded=_("Only certain orders"),
)
AMOUNT = Reach("minor", _("amount"), money=True)

MENU = Menu(
    _("Orders"),
    place=10,
    entries=(
        Entry("bought", _("Number of orders"), s.Bought, (WHEN, ONLY, TIMES)),
        Entry("spent", _("Spent"), s.Spent, (WHEN, ONLY, AMOUNT)),
        Entry("average", _("Average order"), s.AverageOrder, (WHEN, ONLY, AMOUNT)),
        Entry(
            "ordered_at",
            _("First or last order"),
            s.OrderedAt,
            (OneOf("which", _("which"), ENDS), ONLY, When(optional=False)),
        ),
    ),
)
