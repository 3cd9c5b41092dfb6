"""The people that a question is asked of, as Ibis tables: what is known of them up to a moment.

Instants in the tables are UTC without a zone, in milliseconds. Everything carries `customer_id`,
the person's root; what came after `as_of` is not there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Self
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from guisu.ground.kernel.instants import milliseconds
from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import installation, zone
from guisu.ground.warehouse import tables
from guisu.ground.warehouse.selectors import among
from guisu.know.segments.definition.windows import Clock

Source = Callable[[str], ir.Table]


@dataclass(frozen=True)
class Population:
    """Everybody alive in `source`, as far as `stores` know them (None: everybody).

    `source` gives the warehouse's tables by name. Staff of stores ask about their stores' people
    and these stores' orders, so no figure tells them of what they may not see.
    """

    source: Source
    as_of: datetime
    zone: ZoneInfo
    currency: str
    stores: frozenset[int] | None = None
    chosen: ir.Table | None = None

    def only(self, chosen: ir.Table) -> Self:
        """Those of these people who are in `chosen`, by `customer_id`."""
        return replace(self, chosen=chosen)

    @cached_property
    def clock(self) -> Clock:
        return Clock(self.as_of, self.zone)

    @property
    def today(self) -> date:
        """The day in the installation's zone that `as_of` falls in."""
        return self.clock.today

    @property
    def moment(self) -> datetime:
        """`as_of` as the tables write instants."""
        return milliseconds(self.as_of).replace(tzinfo=None)

    @cached_property
    def customers(self) -> ir.Table:
        """One row a person: `customer_id`, face and first and last sight. Nobody erased."""
        rows = self.source("customers")
        people = rows.filter(rows.customer_id == rows.root_id, ~rows.erased)
        if self.stores is not None:
            people = people.filter(people.customer_id.isin(self._known(self.stores).customer_id))
        return people if self.chosen is None else people.semi_join(self.chosen, "customer_id")

    @property
    def is_everybody(self) -> bool:
        """Whether nobody alive is left out."""
        return self.stores is None and self.chosen is None

    @cached_property
    def gone(self) -> ir.Table:
        """The few rows that stand for nobody alive: merged into others, or erased."""
        rows = self.source("customers")
        return rows.filter((rows.customer_id != rows.root_id) | rows.erased)

    @cached_property
    def orders(self) -> ir.Table:
        """One row an order of somebody, whatever its status."""
        return self._sold("orders", "placed_at")

    @cached_property
    def lines(self) -> ir.Table:
        """One row an order line, with its order's instant, status, store and currency."""
        return self._sold("order_lines", "placed_at")

    @cached_property
    def products(self) -> ir.Table:
        return self.source("products")

    @cached_property
    def events(self) -> ir.Table:
        """One row an event of somebody."""
        return self.past("events", "occurred_at")

    @cached_property
    def properties(self) -> ir.Table:
        """One row a property of an event, of those properties that are asked for."""
        return self.past("event_properties", "occurred_at")

    @cached_property
    def consents(self) -> ir.Table:
        """One row a word about consent; `agreed` tells what holds."""
        return self.past("consents", "given_at")

    @cached_property
    def agreed(self) -> ir.Table:
        """One row a channel and purpose that a person agrees to: the latest word about it holds."""
        words = self.consents
        latest_first = ibis.window(
            group_by=["customer_id", "channel", "purpose"],
            order_by=[words.given_at.desc(), words.granted.asc(), words.consent_id.desc()],
        )
        ranked = words.mutate(place=ibis.row_number().over(latest_first))
        held = ranked.filter(ranked.place == 0, ranked.granted)
        return held.select("customer_id", "channel", "purpose")

    @cached_property
    def identities(self) -> ir.Table:
        """One row a channel by which a row of a person is known."""
        return self.source("identities")

    @cached_property
    def known(self) -> ir.Table:
        """One row a store that knows a person."""
        rows = self.source("customer_stores")
        return rows if self.stores is None else self._known(self.stores)

    @cached_property
    def taggings(self) -> ir.Table:
        """One row a tag that a person carries now."""
        return self.past("taggings", "given_at")

    def past(self, name: str, dated_by: str) -> ir.Table:
        """The rows of somebody in a table of things that happened, up to the moment."""
        rows = self.source(name)
        return rows.filter(rows.customer_id.notnull(), rows[dated_by] <= self.moment)

    def _sold(self, name: str, dated_by: str) -> ir.Table:
        rows = self.past(name, dated_by)
        return rows if self.stores is None else rows.filter(among(rows.store_id, self.stores))

    def _known(self, stores: Iterable[int]) -> ir.Table:
        rows = self.source("customer_stores")
        return rows.filter(among(rows.store_id, stores))


def of(scope: Scope, *, at: datetime) -> Population:
    """The people whom `scope` sees, as loaded; expressions belong to the calling thread."""
    return Population(tables.table, at, zone(), installation().currency, scope.stores)


def everybody(*, at: datetime) -> Population:
    """All people, for work that runs for nobody in particular."""
    return Population(tables.table, at, zone(), installation().currency)
