"""A person's right over files: which brought them, and that what names them goes."""

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from guisu.ground.database import rows
from guisu.ground.events.models import Event
from guisu.ground.staff.selectors import installation
from guisu.know.commerce.models import Order
from guisu.know.customers.domain.mentions import mentions, traces
from guisu.know.customers.holdings import Name
from guisu.know.customers.models import Consent, Customer, Identity
from guisu.take_in.imports.models import Import, SetAside

OVER = (Import.State.DONE, Import.State.STOPPED, Import.State.FAILED)
AT_ONCE = 2_000
SOURCE = "import:"


def export(row_ids: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
    """The files that brought or changed the person, and rows of theirs that did not go in."""
    ids = _files_about(row_ids)
    found = Import.objects.filter(pk__in=ids).values_list("file_name", "uploaded_at")
    names = set(Identity.objects.filter(customer__in=row_ids).values_list("channel", "value"))
    return {
        "files": [{"file": name, "uploaded_at": at.isoformat()} for name, at in found],
        "rows_set_aside": [
            {"file": row.of.file_name, "row": row.row, "cells": row.cells}
            for row in _naming(SetAside.objects.select_related("of"), names)
        ],
    }


def _files_about(row_ids: Sequence[int]) -> set[int]:
    """Imports on whose word something stands that is the person's."""
    told = (
        Customer.objects.filter(pk__in=row_ids),
        Consent.objects.filter(customer__in=row_ids),
        Order.objects.filter(customer__in=row_ids),
        Event.objects.filter(customer_id__in=row_ids),
    )
    found = (each.filter(source__startswith=SOURCE).order_by() for each in told)
    sources = {
        source for each in found for source in each.values_list("source", flat=True).distinct()
    }
    return {int(source.removeprefix(SOURCE)) for source in sources}


def erase(row_ids: Sequence[int], names: Collection[Name]) -> None:
    """Delete set-aside rows that name the person, and the files of all imports that are over.

    A file is not searched: once its import is over nobody needs it. One still under way keeps
    its file to the end; what it says of an erased person stays nameless, and rows of theirs that
    do not go in are not kept. Safe to repeat.
    """
    named = [row.pk for row in _naming(SetAside.objects.all(), set(names))]
    for chunk in rows.chunks(named, AT_ONCE):
        SetAside.objects.filter(pk__in=chunk).delete()
    over = Import.objects.filter(state__in=OVER).exclude(stored_as="")
    for imported in over:
        transaction.on_commit(partial(imported.path.unlink, missing_ok=True))
    over.update(stored_as="")


def _naming(among: QuerySet[SetAside], names: set[Name]) -> Iterable[SetAside]:
    """The rows that spell one of `names` in any way: the database finds those that may."""
    condition = Q(pk__in=())
    for trace in traces(names):
        condition |= Q(cells__icontains=trace) | Q(detail__icontains=trace)
    region = installation().phone_region
    for row in among.filter(condition).order_by("pk").iterator(chunk_size=AT_ONCE):
        if mentions([*map(str, row.cells), row.detail], names, region=region):
            yield row
