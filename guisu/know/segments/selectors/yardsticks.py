"""The scheme and the thresholds in force, and those before them."""

from django.db.models import QuerySet

from guisu.know.segments.domain import lifecycle, rfm
from guisu.know.segments.domain.lifecycle import Thresholds
from guisu.know.segments.domain.rfm import Scheme
from guisu.know.segments.models import Yardstick


def in_force(kind: Yardstick.Kind) -> Yardstick | None:
    """The latest version, with who set it; None: nothing was learnt or set yet."""
    return versions(kind).first()


def edition(kind: Yardstick.Kind) -> int:
    """Which version is in force, as edit forms say what they were filled from; 0: none yet."""
    found = in_force(kind)
    return found.pk if found else 0


def versions(kind: Yardstick.Kind) -> QuerySet[Yardstick]:
    """All versions, the latest first."""
    return Yardstick.objects.filter(kind=kind).select_related("made_by").order_by("-id")


def scheme() -> Scheme:
    """By what RFM is scored now."""
    found = in_force(Yardstick.Kind.RFM)
    return scheme_of(found) if found else rfm.DEFAULT


def thresholds() -> Thresholds:
    """By what stages are told now."""
    found = in_force(Yardstick.Kind.LIFECYCLE)
    return thresholds_of(found) if found else lifecycle.DEFAULT


def scheme_of(version: Yardstick) -> Scheme:
    kept = version.values
    recency, orders, spent = (
        rfm.edges(kept[name]) for name in ("recency", "orders", "spent_minor")
    )
    return Scheme(kept["window_days"], recency, orders, spent)


def thresholds_of(version: Yardstick) -> Thresholds:
    return Thresholds(**version.values)
