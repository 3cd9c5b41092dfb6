"""Deciding how a file is read and what its columns mean, before it runs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction

from guisu.ground.database import editions
from guisu.ground.staff.models import Staff
from guisu.ground.staff.selectors import installation
from guisu.ground.staff.services import audit
from guisu.take_in.imports.domain import guessing, moments, presets
from guisu.take_in.imports.domain.plan import (
    FIELDS,
    DateOrder,
    Kind,
    Layout,
    Plan,
    missing_fields,
    unknown_fields,
)
from guisu.take_in.imports.domain.presets import Preset
from guisu.take_in.imports.domain.problems import (
    FileGone,
    MappingNameTaken,
    NotReady,
    UnknownColumn,
    UnknownField,
    WrongState,
)
from guisu.take_in.imports.models import Import, SavedMapping
from guisu.take_in.imports.reading import rows, sniffing

LOOKED_AT = 200
Rows = list[list[str]]
DAYS = ("placed_at", "at", "seen_at", "birthday")


def change_layout(
    imported: Import, *, layout: Layout, find_header: bool = False, seen: int | None = None
) -> Import:
    """Read the file another way; columns are guessed anew. Raises `WrongState`, `Unreadable`.

    `find_header` guesses header and title lines again, for another sheet or delimiter. `seen` as
    `editions.turn` takes it; raises `Stale`.
    """
    found = _standing(imported, seen)
    if find_header:
        layout = sniffing.with_header_found(found.path, layout)
    found.layout = layout.to_json()
    found.titles = rows.titles(found.path, layout)
    guess_again(found)
    return _keep(found, "layout", "titles", "plan")


def change_kind(imported: Import, *, kind: Kind, seen: int | None = None) -> Import:
    """Take the file for another kind; columns are guessed anew. Raises `WrongState`, `Stale`."""
    found = _standing(imported, seen)
    found.kind = kind
    guess_again(found)
    return _keep(found, "kind", "plan")


@transaction.atomic
def change_plan(imported: Import, *, plan: Plan, seen: int | None = None) -> Import:
    """Say what the columns mean. Raises `Stale`, `WrongState`, `UnknownColumn`, `UnknownField`.

    A plan that still lacks something is kept; `start` and the preview refuse it.
    """
    locked = _draft(imported, seen)
    check_names(locked, plan)
    locked.plan = plan.to_json()
    locked.save(update_fields=["plan", "edition"])
    return locked


@transaction.atomic
def save_mapping(imported: Import, *, name: str, by: Staff | None, at: datetime) -> SavedMapping:
    """Keep the plan under `name`; saving a name again replaces it.

    Raises `MappingNameTaken` if the name is that of another kind of file, `NotReady`.
    """
    require_complete(imported)
    found = SavedMapping.objects.select_for_update().filter(name=name).first()
    if found is not None and found.kind != imported.kind:
        raise MappingNameTaken(name=name)
    before = dict(found.plan) if found else {}
    saved, _ = SavedMapping.objects.update_or_create(
        name=name,
        defaults={
            "kind": imported.kind,
            "fingerprint": guessing.fingerprint(imported.titles),
            "plan": imported.plan,
            "saved_by": by,
            "saved_at": at,
        },
    )
    subject = f"mapping:{saved.pk}"
    audit("mapping.saved", subject=subject, by=by, at=at, before=before, after=saved.plan)
    return saved


@transaction.atomic
def apply_mapping(imported: Import, *, mapping: SavedMapping, at: datetime) -> Import:
    """Use a saved mapping for this file. Raises `WrongState`, `UnknownColumn`."""
    locked = _draft(imported)
    plan = Plan.from_json(mapping.plan)
    locked.kind = mapping.kind
    check_names(locked, plan)
    locked.plan = plan.to_json()
    locked.save(update_fields=["kind", "plan", "edition"])
    SavedMapping.objects.filter(pk=mapping.pk).update(used_at=at)
    return locked


@transaction.atomic
def forget_mapping(mapping: SavedMapping, *, by: Staff | None, at: datetime) -> None:
    """Delete a saved mapping; imports that used it keep their plan."""
    subject = f"mapping:{mapping.pk}"
    audit("mapping.forgotten", subject=subject, by=by, at=at, before=mapping.plan)
    mapping.delete()


def check_names(imported: Import, plan: Plan) -> None:
    """Raise `UnknownField` or `UnknownColumn` for what the file or its kind does not have."""
    for name in unknown_fields(Kind(imported.kind), plan):
        raise UnknownField(field=name)
    for title in plan.columns.values():
        if title not in imported.titles:
            raise UnknownColumn(column=title)


def require_complete(imported: Import) -> None:
    """Raise `NotReady` with the fields that are missing."""
    lacking = missing_fields(Kind(imported.kind), imported.read_plan())
    if lacking:
        raise NotReady(fields=", ".join(lacking))


def guess_again(imported: Import, top: Rows | None = None) -> None:
    """Set the plan to a fresh guess, unsaved; a mapping saved for the same header goes first.

    `top`: what `top_rows` gave for it already.
    """
    kind = Kind(imported.kind)
    mark = guessing.fingerprint(imported.titles)
    kept = SavedMapping.objects.filter(kind=kind, fingerprint=mark).order_by("-saved_at").first()
    # Files without a header have `#1`, `#2` ... in common, which says nothing.
    if kept is not None and imported.read_layout().has_header:
        imported.plan = kept.plan
        return
    if top is None:
        top = top_rows(imported.path, imported.read_layout())
    guessed = guessing.guess(kind, FIELDS[kind], imported.titles, top)
    if known := recognised(imported.titles, kind):
        guessed = known.plan(guessed, imported.titles)
    plan = replace(guessed, date_order=_date_order(imported, guessed, top)).to_json()
    if kind is Kind.ORDERS:
        usual = {"currency": installation().currency, "channel": "shop"}
        plan["constants"] = usual | plan["constants"]
    imported.plan = plan


def recognised(titles: Sequence[str], kind: Kind | None = None) -> Preset | None:
    """The exporter that writes such titles. Raises `Unreadable` for a broken preset of the shop."""
    own = sorted(Path(settings.PRESETS).glob("*.toml"))
    known = presets.read([presets.SHIPPED, *own])
    fitting = (each for each in known if each.fits(titles) and kind in {None, each.kind})
    return next(fitting, None)


def date_order(imported: Import, plan: Plan) -> DateOrder:
    """Which way round the file's columns of days are written, by all its rows.

    Only files that write the year last are read through; open where nothing decides it.
    """
    return _date_order(imported, plan, top_rows(imported.path, imported.read_layout()))


def _date_order(imported: Import, plan: Plan, top: Rows) -> DateOrder:
    places = [imported.titles.index(plan.columns[name]) for name in DAYS if name in plan.columns]
    if not any(moments.is_year_last(cell) for cell in _cells(top, places)):
        return DateOrder.MONTH_FIRST
    everything = (cells for _, cells in rows.body(imported.path, imported.read_layout()))
    return moments.order_of(_cells(everything, places))


def _cells(table: Iterable[Sequence[str]], places: Sequence[int]) -> Iterator[str]:
    return (row[at] for row in table for at in places if at < len(row))


def top_rows(path: Path, layout: Layout) -> Rows:
    """The first rows of the file."""
    return [cells for _, cells in islice(rows.body(path, layout), LOOKED_AT)]


def _standing(imported: Import, seen: int | None) -> Import:
    """The import to look at in peace: files are read before anybody's turn to write is taken.

    What is found in it is kept by `_keep`, on this edition. `seen` as `editions.turn` takes it.
    Raises `WrongState`, `FileGone`, `Stale`.
    """
    found = Import.objects.get(pk=imported.pk)
    _require_draft(found)
    editions.refuse_stale(found, seen)
    return found


@transaction.atomic
def _keep(found: Import, *names: str) -> Import:
    """Keep these fields of it. Raises as `_draft` does, `Stale` if it was changed meanwhile."""
    locked = _draft(found, found.edition)
    for name in names:
        setattr(locked, name, getattr(found, name))
    locked.save(update_fields=[*names, "edition"])
    return locked


def _draft(imported: Import, seen: int | None = None) -> Import:
    """The import, locked and counted one edition on. Raises `WrongState`, `FileGone`, `Stale`."""
    locked = Import.objects.select_for_update().get(pk=imported.pk)
    _require_draft(locked)
    editions.turn(locked, seen)
    return locked


def _require_draft(imported: Import) -> None:
    if imported.state != Import.State.DRAFT:
        raise WrongState(state=imported.get_state_display())
    if not imported.has_file:
        raise FileGone
