"""What is known of those who are to get something, many at once, as of this moment."""

from collections.abc import Collection, Iterable, Mapping

from guisu.act.outreach.domain import consent
from guisu.act.outreach.domain.codes import Code, Purpose
from guisu.act.outreach.selectors import rules
from guisu.know.customers import selectors as customers
from guisu.know.customers.models import Customer


def barred(rows: Iterable[int], *, channel: str, purpose: Purpose) -> Mapping[int, Code]:
    """Those of the customer `rows` whom consent keeps out, and why.

    The latest word of the whole person counts, as they are joined now.
    """
    root_of = roots(set(rows))
    need = consent.need(rules.needs(), channel, purpose)
    said = customers.words(channel=channel, purpose=purpose.value, of=frozenset(root_of.values()))
    told = {row: consent.refusal(need, said.get(root)) for row, root in root_of.items()}
    return {row: code for row, code in told.items() if code is not None}


def roots(rows: Collection[int]) -> dict[int, int]:
    """Row -> the root that stands for the person now."""
    found = Customer.objects.filter(pk__in=rows).values_list("pk", "merged_into")
    return {row: root or row for row, root in found}
