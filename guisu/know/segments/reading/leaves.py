"""One condition in one sentence."""

from typing import assert_never

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guisu.ground.kernel.money import Money
from guisu.know.commerce.models import Product
from guisu.know.customers.models import Consent, Identity
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.domain.lifecycle import Stage
from guisu.know.segments.reading.names import Names, called, either, listed, quoted
from guisu.know.segments.reading.stretches import reach, times, when
from guisu.know.segments.wording import GENDERS, STAGES

WORDS = {
    "gender": gettext_lazy("gender"),
    "region": gettext_lazy("region"),
    "source": gettext_lazy("where from"),
}
WAYS = {
    "is": gettext_lazy("%(what)s is %(values)s"),
    "is_not": gettext_lazy("%(what)s is not %(values)s"),
    "contains": gettext_lazy("%(what)s contains %(values)s"),
    "excludes": gettext_lazy("%(what)s does not contain %(values)s"),
    "starts": gettext_lazy("%(what)s begins with %(values)s"),
    "at_least": gettext_lazy("%(what)s is at least %(values)s"),
    "at_most": gettext_lazy("%(what)s is at most %(values)s"),
    "true": gettext_lazy("%(what)s is yes"),
    "false": gettext_lazy("%(what)s is no"),
    "known": gettext_lazy("%(what)s is known"),
    "exists": gettext_lazy("%(what)s is there"),
    "missing": gettext_lazy("%(what)s is not there"),
}


def sentence(leaf: c.Leaf, names: Names) -> str:
    if isinstance(leaf, c.Trading):
        return _trading(leaf, names)
    if isinstance(leaf, c.Doing):
        return _doing(leaf)
    if isinstance(leaf, c.Told):
        return _told(leaf)
    if isinstance(leaf, c.Standing):
        return _standing(leaf, names)
    assert_never(leaf)


def _trading(leaf: c.Trading, names: Names) -> str:
    def money(minor: int) -> str:
        return str(Money(minor, names.currency))

    told = {"when": when(leaf.window), "what": _orders(leaf.only, names)}
    match leaf:
        case c.Bought(number):
            return _("%(when)s, orders %(what)s: %(times)s") % {**told, "times": times(number)}
        case c.Spent(minor):
            return _("%(when)s, spent on %(what)s: %(amount)s") % {
                **told,
                "amount": reach(minor, money),
            }
        case c.AverageOrder(minor):
            return _("%(when)s, average of orders %(what)s: %(amount)s") % {
                **told,
                "amount": reach(minor, money),
            }
        case c.OrderedAt(which):
            if which == "first":
                return _("first order %(what)s was %(when)s") % told
            return _("last order %(what)s was %(when)s") % told
        case _:
            assert_never(leaf)


def _orders(only: c.OrderFilter, names: Names) -> str:
    """`of “Milk powder”, in store “North”`."""
    tiers = dict(Product.Tier.choices)
    said = []
    if only.products:
        said.append(_("of %(names)s") % {"names": called(only.products, names.products)})
    if only.tiers:
        shown = either(str(tiers.get(tier, tier)) for tier in only.tiers)
        said.append(_("of tier %(names)s") % {"names": shown})
    if only.categories:
        said.append(_("of category %(names)s") % {"names": quoted(only.categories)})
    if only.stores:
        said.append(_("in store %(names)s") % {"names": called(only.stores, names.stores)})
    if only.channels:
        said.append(_("by channel %(names)s") % {"names": quoted(only.channels)})
    return listed(said) or _("of anything")


def _doing(leaf: c.Doing) -> str:
    match leaf:
        case c.Did(event, number, window):
            told = {"when": when(window), "what": happening(event), "times": times(number)}
            return _("%(when)s, %(what)s: %(times)s") % told
        case c.DidAt(event, which, window):
            told = {"what": happening(event), "when": when(window)}
            ends = {
                "first": _("%(what)s for the first time %(when)s"),
                "last": _("%(what)s for the last time %(when)s"),
            }
            return ends[which] % told
        case c.DidThen(first, then, hours, window):
            told = {
                "when": when(window),
                "first": happening(first),
                "then": happening(then),
                "within": ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours},
            }
            return _("%(when)s, %(first)s and within %(within)s %(then)s") % told
        case _:
            return _in_rhythm(leaf)


def _in_rhythm(leaf: c.DidRegularly | c.Stopped | c.Resumed) -> str:
    what = happening(leaf.event)
    match leaf:
        case c.DidRegularly(_event, every, least, periods):
            told = {"what": what, "every": every, "least": least, "periods": periods}
            return _(
                "%(what)s in %(least)s or more of the last %(periods)s times %(every)s days"
            ) % (told)
        case c.Stopped(_event, quiet, before):
            told = {"what": what, "quiet": quiet, "before": before}
            return _(
                "%(what)s in the %(before)s days before, but not in the last %(quiet)s days"
            ) % (told)
        case c.Resumed(_event, quiet, within):
            told = {"what": what, "quiet": quiet, "within": within}
            return _("%(what)s again in the last %(within)s days, after %(quiet)s days without") % (
                told
            )
        case _:
            assert_never(leaf)


def happening(event: c.Happening) -> str:
    kind = _("“%(name)s”") % {"name": event.kind}
    tests = [_property(test) for test in event.where]
    if not tests:
        return kind
    return _("%(kind)s (%(tests)s)") % {"kind": kind, "tests": listed(tests)}


def _property(test: c.Property) -> str:
    values = quoted(value if isinstance(value, str) else f"{value:g}" for value in test.values)
    return str(WAYS[test.way]) % {"what": test.name, "values": values}


def _told(leaf: c.Told) -> str:
    match leaf:
        case c.Attribute(name, way, values):
            shown = [str(GENDERS.get(each, each)) if name == "gender" else each for each in values]
            return str(WAYS[way]) % {"what": WORDS[name], "values": quoted(shown)}
        case c.Birthday(in_days):
            soon = _("has a birthday within %(days)s days") % {"days": in_days}
            return soon if in_days else _("has a birthday today")
        case c.BirthMonth(months):
            shown = [_("month %(number)s") % {"number": month} for month in months]
            return _("born in %(months)s") % {"months": either(shown)}
        case c.Age(years):
            return _("age: %(years)s") % {"years": reach(years, str)}
        case c.Seen(which, window):
            ends = {"first": _("first seen %(when)s"), "last": _("last seen %(when)s")}
            return ends[which] % {"when": when(window)}
        case _:
            assert_never(leaf)


def _standing(leaf: c.Standing, names: Names) -> str:
    match leaf:
        case c.KnownBy(channels):
            labels = dict(Identity.Channel.choices)
            shown = either(str(labels.get(each, each)) for each in channels)
            return _("can be reached or known by %(channels)s") % {"channels": shown}
        case c.KnownAt(stores):
            return _("known to store %(names)s") % {"names": called(stores, names.stores)}
        case c.Tagged(tags):
            return _("tagged %(names)s") % {"names": called(tags, names.tags)}
        case c.Agreed(channel, purpose):
            told = {
                "channel": dict(Consent.Channel.choices).get(channel, channel),
                "purpose": dict(Consent.Purpose.choices).get(purpose, purpose),
            }
            return _("agrees to %(purpose)s by %(channel)s") % told
        case c.InCell():
            return _cell(leaf)
        case c.InStage(stages):
            shown = either(str(STAGES[Stage(each)]) for each in stages if each in set(Stage))
            return _("life-cycle stage: %(stages)s") % {"stages": shown}
        case _:
            assert_never(leaf)


def _cell(leaf: c.InCell) -> str:
    scores = {"R": leaf.recency, "F": leaf.frequency, "M": leaf.monetary}
    said = [
        f"{name} {either(str(score) for score in sorted(wanted))}"
        for name, wanted in scores.items()
        if wanted
    ]
    return _("RFM score: %(scores)s") % {"scores": listed(said)}
