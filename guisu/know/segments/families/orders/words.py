"""Conditions on orders in words."""

from typing import assert_never

from django.utils.translation import gettext as _

from guisu.ground.kernel.money import Money
from guisu.know.commerce.models import Product
from guisu.know.segments.families.orders import struct as s
from guisu.know.segments.reading.names import Mentioned, Names, either, listed, quoted
from guisu.know.segments.reading.stretches import reach, times, when
from guisu.know.segments.selectors.vocabulary import PRODUCTS, STORES


def mentioned(leaf: s.Own) -> Mentioned:
    return [(PRODUCTS, leaf.only.products), (STORES, leaf.only.stores)]


def sentence(leaf: s.Own, names: Names) -> str:
    def money(minor: int) -> str:
        return str(Money(minor, names.currency))

    told = {"when": when(leaf.window), "what": _orders(leaf.only, names)}
    match leaf:
        case s.Bought(number):
            return _("%(when)s, orders %(what)s: %(times)s") % {**told, "times": times(number)}
        case s.Spent(minor):
            return _("%(when)s, spent on %(what)s: %(amount)s") % {
                **told,
                "amount": reach(minor, money),
            }
        case s.AverageOrder(minor):
            return _("%(when)s, average of orders %(what)s: %(amount)s") % {
                **told,
                "amount": reach(minor, money),
            }
        case s.OrderedAt(which):
            if which == "first":
                return _("first order %(what)s was %(when)s") % told
            return _("last order %(what)s was %(when)s") % told
        case _:
            assert_never(leaf)


def _orders(only: s.OrderFilter, names: Names) -> str:
    """`of “Milk powder”, in store “North”`."""
    tiers = dict(Product.Tier.choices)
    said = []
    if only.products:
        said.append(_("of %(names)s") % {"names": names.called(PRODUCTS, only.products)})
    if only.tiers:
        shown = either(str(tiers.get(tier, tier)) for tier in only.tiers)
        said.append(_("of tier %(names)s") % {"names": shown})
    if only.categories:
        said.append(_("of category %(names)s") % {"names": quoted(only.categories)})
    if only.stores:
        said.append(_("in store %(names)s") % {"names": names.called(STORES, only.stores)})
    if only.channels:
        said.append(_("by channel %(names)s") % {"names": quoted(only.channels)})
    return listed(said) or _("of anything")
