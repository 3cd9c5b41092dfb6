"""Placeholder until segments has these."""

from dataclasses import dataclass

import ibis.expr.types as ir

from guisu.segments.population import Population


@dataclass(frozen=True, slots=True)
class Happening:
    kind: str
    where: tuple[str, ...] = ()


def happened(event: Happening, population: Population) -> ir.Table:
    rows = population.events.filter(population.events.kind == event.kind)
    return rows.select("customer_id", "event_id", "occurred_at")
