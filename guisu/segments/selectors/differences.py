"""How the people of a segment differ from everybody else: in what they carry, buy and are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import ibis.expr.types as ir

from guisu.commerce.models import Product
from guisu.customers.models import Tag
from guisu.segments import population
from guisu.segments.compile import evaluator
from guisu.segments.measures import sales
from guisu.segments.models import Segment
from guisu.segments.population import Population
from guisu.segments.selectors import segments
from guisu.staff.domain import Permission, Scope
from guisu.warehouse.steadiness import steady

MOST = 8
# Of fewer people than this, or a smaller share, a difference says nothing.
FEWEST = 5
SMALLEST_SHARE = 0.02


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
    people = evaluator.members(condition, shop, scores)
    inside = int(people.count().to_pyarrow().as_py())
    sizes = inside, int(shop.customers.count().to_pyarrow().as_py()) - inside
    cells = scores.cells(shop)
    lines = shop.lines.filter(sales.counts(shop.lines), shop.lines.product_id.notnull())

    def leading(rows: ir.Table, word: ir.Column) -> Leading:
        counted = _counted(rows.select("customer_id", word=word), people, shop)
        return Leading(counted, _largest(counted, sizes), sizes)

    tags = leading(shop.taggings, shop.taggings.tag_id)
    products = leading(lines, lines.product_id)
    stages = scores.stages(shop)
    return Differences(
        *sizes,
        tags=tags.called(dict(Tag.objects.filter(pk__in=tags.ids).values_list("pk", "name"))),
        products=products.called(
            dict(Product.objects.filter(pk__in=products.ids).values_list("pk", "name"))
        ),
        stages=leading(stages, stages.stage).called({}),
        cells=leading(cells, cells.r * 100 + cells.f * 10 + cells.m).called({}),
    )


Word = int | str
Counts = dict[Word, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Leading:
    """The words that lead inside, the largest lead first."""

    counts: Counts
    words: list[Word]
    sizes: tuple[int, int]

    @property
    def ids(self) -> list[int]:
        return [word for word in self.words if isinstance(word, int)]

    def called(self, names: Mapping[int, str]) -> tuple[Difference, ...]:
        inside, outside = (max(size, 1) for size in self.sizes)
        return tuple(
            Difference(
                names.get(word, str(word)) if isinstance(word, int) else word,
                self.counts[word][0],
                self.counts[word][0] / inside,
                self.counts[word][1] / outside,
            )
            for word in self.words
        )


def _counted(rows: ir.Table, people: ir.Table, shop: Population) -> Counts:
    """People inside and outside by word, each person once."""
    pairs = rows.semi_join(shop.customers, "customer_id").distinct()
    everybody = pairs.group_by("word").aggregate(people=pairs.count())
    ours = pairs.semi_join(people, "customer_id")
    inside = ours.group_by("word").aggregate(people=ours.count())
    of_all = {row["word"]: row["people"] for row in everybody.to_pyarrow().to_pylist()}
    of_ours = {row["word"]: row["people"] for row in inside.to_pyarrow().to_pylist()}
    return {word: (count, of_all[word] - count) for word, count in of_ours.items()}


def _largest(counts: Counts, sizes: tuple[int, int]) -> list[Word]:
    """The words with the largest lead that enough people stand behind."""
    inside, outside = max(sizes[0], 1), max(sizes[1], 1)
    leads = {
        word: ours / inside - others / outside
        for word, (ours, others) in counts.items()
        if ours >= FEWEST and ours / inside >= SMALLEST_SHARE
    }
    ahead = [word for word, lead in leads.items() if lead > 0]
    return sorted(ahead, key=lambda word: (-leads[word], str(word)))[:MOST]
