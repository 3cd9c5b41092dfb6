"""Addresses to which nothing is sent, told by their digests."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from guisu.act.outreach.domain.codes import Purpose
from guisu.act.outreach.models import Suppression
from guisu.ground.database import rows
from guisu.ground.kernel.digests import digest128

Address = tuple[str, str]
AT_ONCE = 10_000


def digest_of(channel: str, address: str) -> str:
    """By what a suppressed address is known again."""
    return digest128(channel, address)


def among(given: Iterable[str], *, channel: str, purpose: Purpose) -> set[str]:
    """Those of `given` to which nothing of `purpose` is sent on `channel`."""
    digests = {digest_of(channel, each): each for each in given}
    found = standing().filter(channel=channel, purpose__in=["", purpose.value])
    hit = found.filter(digest__in=digests).values_list("digest", flat=True)
    return {digests[each] for each in hit}


def among_many(given: Collection[str], *, channel: str, purpose: Purpose) -> frozenset[str]:
    """As `among`, of any number of addresses; one question where nothing is suppressed."""
    if not standing().filter(channel=channel).exists():
        return frozenset()
    parts = rows.chunks(sorted(given), AT_ONCE)
    hit = (among(some, channel=channel, purpose=purpose) for some in parts)
    return frozenset().union(*hit)


def all_barred(given: Iterable[tuple[str, Collection[str]]], *, purpose: Purpose) -> set[Address]:
    """Those of (channel, its addresses) to which nothing of `purpose` is sent: one query."""
    digests = {digest_of(name, each): (name, each) for name, known in given for each in known}
    found = standing().filter(digest__in=digests, purpose__in=["", purpose.value])
    return {digests[each] for each in found.values_list("digest", flat=True)}


def standing() -> QuerySet[Suppression]:
    """Those that nobody has taken back."""
    return Suppression.objects.filter(lifted_at=None)


def of_addresses(given: Iterable[Address]) -> dict[Address, list[Suppression]]:
    """(channel, address) -> all there ever was about it, the latest first."""
    digests = {digest_of(*each): each for each in given}
    found = Suppression.objects.filter(digest__in=digests).select_related("by", "lifted_by")
    told: dict[Address, list[Suppression]] = {each: [] for each in digests.values()}
    for each in found.order_by("-at", "-pk"):
        told[digests[each.digest]].append(each)
    return told
