"""A person's right over files: which brought them, and that what names them goes."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from guisu.customers.holdings import Name
from guisu.customers.models import Customer
from guisu.imports.models import Import, SetAside

# A phone stands in files with or without its country: its last digits find it either way.
TELLING_DIGITS = 10
OVER = (Import.State.DONE, Import.State.STOPPED, Import.State.FAILED)


def export(row_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The files that first brought the person's rows."""
    sources = Customer.objects.filter(pk__in=row_ids, source__startswith="import:")
    ids = [int(source.partition(":")[2]) for source in sources.values_list("source", flat=True)]
    found = Import.objects.filter(pk__in=ids).values_list("file_name", "uploaded_at")
    return [{"file": name, "uploaded_at": at.isoformat()} for name, at in found]


def erase(row_ids: Sequence[int], names: Collection[Name]) -> None:
    """Delete set-aside rows that name the person, and the files of all imports that are over.

    A file is not searched: once its import is over nobody needs it. One still under way keeps
    its file to the end; what it says of an erased person stays nameless. Safe to repeat.
    """
    for channel, value in names:
        sought = value[-TELLING_DIGITS:] if channel == "phone" else f'"{value}"'
        SetAside.objects.filter(Q(cells__icontains=sought) | Q(detail__icontains=value)).delete()
    over = Import.objects.filter(state__in=OVER).exclude(stored_as="")
    for imported in over:
        transaction.on_commit(partial(imported.path.unlink, missing_ok=True))
    over.update(stored_as="")
