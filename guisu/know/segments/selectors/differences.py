"""How the people of a segment differ from everybody else: in what they carry, buy and are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import ibis
import ibis.expr.types as ir

from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.warehouse.steadiness import steady
from guisu.know.commerce.models import Product
from guisu.know.customers.models import Tag
from guisu.know.segments import population
from guisu.know.segments.compile import evaluator
from guisu.know.segments.measures import sales
from guisu.know.segments.models import Segment
from guisu.know.segments.population import Population
from guisu.know.segments.scores import Scores
from guisu.know.segments.selectors import segments
from guisu.know.segments.selectors.vocabulary import names_of

MOST = 8
# Of fewer people than this, or a smaller share, a difference says nothing.
FEWEST = 5
SMALLEST_SHARE = 0.02
EVERYBODY, STAGE, CELL = "everybody", "stage", "cell"
TAG, PRODUCT = "tag", "product"
NAMED = {TAG: Tag.objects, PRODUCT: Product.objects}
Counts = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Shares of the people inside and of all others; `inside` people. `times` None: nobody else."""

    name: str
    inside: int
    share_inside: float
    share_outside: float

    @property
    def times(self) -> float | None:
        """How much more often inside than outside."""
        return self.share_inside / self.share_outside if self.share_outside else None

    @property
    def lead(self) -> float:
        return self.share_inside - self.share_outside


@dataclass(frozen=True, slots=True)
class Differences:
    """By kind, the largest lead first; `inside` and `outside` people stand behind the shares."""

    inside: int
    outside: int
    tags: tuple[Difference, ...]
    products: tuple[Difference, ...]
    stages: tuple[Difference, ...]
    cells: tuple[Difference, ...]


@steady
def of_segment(scope: Scope, found: Segment, *, at: datetime) -> Differences:
    """As the warehouse has it now, of the people whom `scope` sees. Needs `SEE_FIGURES`.

    Raises what opening the condition refuses, and `WarehouseAway`.
    """
    scope.require(Permission.SEE_FIGURES)
    shop = population.of(scope, at=at)
    scores = segments.scores()
    condition = segments.opened(segments.condition_of(found), own=found.pk)
    counts = _counts(_carried(shop, scores), evaluator.members(condition, shop, scores), shop)
    inside, everybody = counts[EVERYBODY].get("", (0, 0))
    leading = {kind: _largest(counts[kind], inside, everybody) for kind in (*NAMED, STAGE, CELL)}
    names = {
        kind: names_of(rows, [int(each.name) for each in leading[kind]])
        for kind, rows in NAMED.items()
    }
    return Differences(
        inside,
        everybody - inside,
        tags=_called(leading[TAG], names[TAG]),
        products=_called(leading[PRODUCT], names[PRODUCT]),
        stages=leading[STAGE],
        cells=leading[CELL],
    )


def _carried(shop: Population, scores: Scores) -> ir.Table:
    """What people may have in common: customer_id, kind, word; a row or more each.

    Everybody carries the word "" of the kind `EVERYBODY`, so that all are counted.
    """
    lines = shop.lines.filter(sales.counts(shop.lines), shop.lines.product_id.notnull())
    cells, stages = scores.cells(shop), scores.stages(shop)

    def carried(rows: ir.Table, kind: str, word: ir.Value) -> ir.Table:
        return rows.select("customer_id", kind=ibis.literal(kind), word=word.cast("string"))

    return ibis.union(
        carried(shop.customers, EVERYBODY, ibis.literal("")),
        carried(shop.taggings, TAG, shop.taggings.tag_id),
        carried(lines, PRODUCT, lines.product_id),
        carried(stages, STAGE, stages.stage),
        carried(cells, CELL, cells.r * 100 + cells.f * 10 + cells.m),
    )


def _counts(carried: ir.Table, inside: ir.Table, shop: Population) -> dict[str, Counts]:
    """By kind and word: people inside and people in all, each once. One question in all."""
    people = shop.customers.select("customer_id")
    ours = inside.select(inside_id="customer_id")
    marked = people.left_join(ours, people.customer_id == ours.inside_id)
    marked = marked.select("customer_id", is_inside=sales.number(marked.inside_id.notnull()))
    pairs = carried.distinct().inner_join(marked, "customer_id")
    found = pairs.group_by("kind", "word").aggregate(
        inside=pairs.is_inside.sum().cast("int64"), people=pairs.count()
    )
    counts: dict[str, Counts] = defaultdict(dict)
    for row in found.filter(found.inside > 0).to_pyarrow().to_pylist():
        counts[row["kind"]][row["word"]] = row["inside"], row["people"]
    return counts


def _largest(counts: Counts, inside: int, everybody: int) -> tuple[Difference, ...]:
    """The words with the largest lead that enough people stand behind, the largest first."""
    outside = max(everybody - inside, 1)
    found = (
        Difference(word, ours, ours / inside, (people - ours) / outside)
        for word, (ours, people) in counts.items()
        if ours >= FEWEST and ours / inside >= SMALLEST_SHARE
    )
    ahead = [each for each in found if each.lead > 0]
    return tuple(sorted(ahead, key=lambda each: (-each.lead, each.name))[:MOST])


def _called(found: Iterable[Difference], names: Mapping[int, str]) -> tuple[Difference, ...]:
    return tuple(replace(each, name=names.get(int(each.name), each.name)) for each in found)
