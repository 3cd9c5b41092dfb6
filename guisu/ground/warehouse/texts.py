"""What the columns of the log may say of people, whose copy the warehouse has to fetch anew."""

from collections.abc import Sequence

from guisu.ground.database import texts
from guisu.ground.events.models import Event
from guisu.ground.kernel.words import gettext_noop as _
from guisu.ground.warehouse.domain import EVENTS_OF
from guisu.ground.warehouse.models import AskedProperty, Change, Errand
from guisu.ground.warehouse.services import mark_changed


def declare() -> None:
    texts.declare(
        Event,
        title=_("Events of other people"),
        called="properties",
        others="kind",
        never="subject source",
        why="numbers of rows, keys and connections",
        mended=_fetch_anew,
    )
    texts.declare(Change, never="dimension", why="names of tables")
    texts.declare(Errand, never="what answer refusal", why="counts of rows, and our own words")
    texts.declare(AskedProperty, title=_("Properties that segments ask for"), others="kind name")


def _fetch_anew(keys: Sequence[int]) -> None:
    told = Event.objects.filter(pk__in=keys).exclude(customer_id=0)
    mark_changed(EVENTS_OF, told.values_list("customer_id", flat=True))
