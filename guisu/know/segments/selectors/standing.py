"""Where people stand, as figures of the warehouse and for one person, within a scope.

All figures need `Permission.SEE_FIGURES` and raise `WarehouseAway` while the tables cannot be
read. Staff of stores get the people whom their stores know, by the orders of these stores.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import ibis.expr.types as ir

from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.selectors import zone
from guisu.ground.warehouse.steadiness import steady
from guisu.know.segments import population
from guisu.know.segments.domain.ladder import Need, Rules, Rung, asked_above, rules_by
from guisu.know.segments.domain.lifecycle import Stage, Thresholds
from guisu.know.segments.domain.rfm import Cell, Scheme
from guisu.know.segments.measures import ladder, lifecycle, rfm
from guisu.know.segments.population import Population
from guisu.know.segments.selectors import yardsticks


@dataclass(frozen=True, slots=True)
class CellFigures:
    """Everybody in one RFM cell; `spent_minor` within the scheme's window."""

    cell: Cell
    people: int
    orders: int
    spent_minor: int


@dataclass(frozen=True, slots=True)
class RungFigures:
    """People on one rung, and how many of them miss each thing that the next one asks."""

    rung: Rung
    people: int
    missing: Mapping[Need, int]


Moves = Mapping[tuple[str, Stage], int]


@steady
def cells(scope: Scope, *, at: datetime, scheme: Scheme | None = None) -> list[CellFigures]:
    """Every cell that somebody is in, by `scheme` or the one in force."""
    people = _population(scope, at)
    rows = rfm.cells(people, scheme or yardsticks.scheme()).to_pyarrow().to_pylist()
    return [
        CellFigures(
            Cell(row["r"], row["f"], row["m"]), row["people"], row["orders"], row["spent_minor"]
        )
        for row in rows
    ]


@steady
def stages(scope: Scope, *, at: datetime, thresholds: Thresholds | None = None) -> dict[Stage, int]:
    """How many were in each stage, by `thresholds` or those in force; all stages."""
    return lifecycle.counted(_population(scope, at), thresholds or yardsticks.thresholds())


@steady
def stages_on(scope: Scope, days: Iterable[date], *, at: datetime) -> list[dict[Stage, int]]:
    """As `stages`, at the end of each of `days`."""
    shop, rules = _population(scope, at), yardsticks.thresholds()
    moments = (end_of(day, at=at, in_zone=shop.zone) for day in days)
    return [lifecycle.counted(replace(shop, as_of=moment), rules) for moment in moments]


def end_of(day: date, *, at: datetime, in_zone: ZoneInfo | None = None) -> datetime:
    """The moment to ask about `day`: its end, or `at` where it is not over."""
    midnight = datetime.combine(day + timedelta(days=1), time(), in_zone or zone())
    return min(midnight - timedelta(seconds=1), at)


@steady
def movement(scope: Scope, *, before: datetime, after: datetime) -> Moves:
    """How many went from one stage to another; from "": came in between."""
    earlier, later = _population(scope, before), _population(scope, after)
    rows = lifecycle.movement(earlier, later, yardsticks.thresholds()).to_pyarrow().to_pylist()
    return {(row["before"], Stage(row["after"])): row["people"] for row in rows}


@steady
def gaps(scope: Scope, *, at: datetime) -> Mapping[int, int]:
    """How often people came back after so many days."""
    return lifecycle.gaps(_population(scope, at))


@steady
def begins_on(scope: Scope, *, at: datetime) -> date | None:
    """The day of the first order that counts; None: there is none."""
    orders = _population(scope, at).orders
    found: date | None = orders.local_date.min().to_pyarrow().as_py()
    return found


@steady
def rungs(scope: Scope, *, at: datetime) -> list[RungFigures]:
    """All rungs, the lowest first."""
    rows = ladder.counted(_population(scope, at), rungs_rules())
    return [_rung(rung, [row for row in rows if row["rung"] == rung]) for rung in Rung]


def rungs_rules() -> Rules:
    """What the rungs ask, with the shop's life-cycle thresholds."""
    return rules_by(yardsticks.thresholds())


def _rung(rung: Rung, rows: Iterable[Mapping[str, int | str]]) -> RungFigures:
    found = list(rows)
    missing = {
        need: sum(int(row["people"]) for row in found if not row[need.value])
        for need in asked_above(rung)
    }
    return RungFigures(rung, sum(int(row["people"]) for row in found), missing)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom a list is about; what is left empty asks nothing.

    RFM scores; a stage, and the stage on the day `before_on` ("" there: was not known); a rung,
    and one thing that is missing for the next.
    """

    scores: tuple[int | None, int | None, int | None] = (None, None, None)
    cells: tuple[Cell, ...] = ()
    stage: Stage | None = None
    before: str | None = None
    before_on: date | None = None
    after_on: date | None = None
    rung: Rung | None = None
    missing: Need | None = None


@steady
def people(
    scope: Scope, wanted: Standing, *, at: datetime, after: int = 0, limit: int
) -> list[int]:
    """Ids of the persons who stand so, in rising order behind the id `after`.

    Needs `Permission.SEE_CUSTOMERS` as well.
    """
    scope.require(Permission.SEE_CUSTOMERS)
    found = _wanted(scope, wanted, at)
    rows = found.filter(found.customer_id > after).order_by("customer_id").limit(limit)
    return [int(row["customer_id"]) for row in rows.to_pyarrow().to_pylist()]


@steady
def count(scope: Scope, wanted: Standing, *, at: datetime) -> int:
    """How many stand so."""
    return int(_wanted(scope, wanted, at).count().to_pyarrow().as_py())


def _wanted(scope: Scope, wanted: Standing, at: datetime) -> ir.Table:
    if wanted.rung is not None:
        return _on_rung(_population(scope, at), wanted)
    if wanted.stage is not None:
        return _in_stage(scope, wanted, at)
    return _in_cells(_population(scope, at), wanted)


def _in_cells(shop: Population, wanted: Standing) -> ir.Table:
    found = rfm.scored(shop, yardsticks.scheme())
    for name, score in zip("rfm", wanted.scores, strict=True):
        if score is not None:
            found = found.filter(found[name] == score)
    if wanted.cells:
        code = found.r * 100 + found.f * 10 + found.m
        found = found.filter(code.isin([int(str(cell)) for cell in wanted.cells]))
    return found.select("customer_id")


def _in_stage(scope: Scope, wanted: Standing, at: datetime) -> ir.Table:
    thresholds = yardsticks.thresholds()
    moment = at if wanted.after_on is None else end_of(wanted.after_on, at=at)
    now = lifecycle.staged(_population(scope, moment), thresholds)
    found = now.filter(now.is_known, now.stage == str(wanted.stage)).select("customer_id")
    if wanted.before is None or wanted.before_on is None:
        return found
    then = lifecycle.staged(_population(scope, end_of(wanted.before_on, at=at)), thresholds)
    known = then.filter(then.is_known)
    if wanted.before == lifecycle.NOT_HERE:
        return found.filter(found.customer_id.notin(known.customer_id))
    there = known.filter(known.stage == wanted.before)
    return found.filter(found.customer_id.isin(there.customer_id))


def _on_rung(shop: Population, wanted: Standing) -> ir.Table:
    found = ladder.placed(shop, rungs_rules())
    found = found.filter(found.rung == str(wanted.rung))
    if wanted.missing is not None:
        found = found.filter(~found[wanted.missing.value])
    return found.select("customer_id")


def _population(scope: Scope, at: datetime) -> Population:
    scope.require(Permission.SEE_FIGURES)
    return population.of(scope, at=at)
