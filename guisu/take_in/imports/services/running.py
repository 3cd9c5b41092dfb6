"""Bringing a file in: batches, each one transaction together with its checkpoint.

Killed anywhere, a run goes on behind its last committed batch. Whoever calls `run` last holds
the import; a worker that was believed dead finds its batch refused and leaves.
"""

import time
import uuid
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from itertools import islice
from typing import TypeVar

import msgspec
from django.db import transaction

from guisu.ground.database import rows
from guisu.ground.kernel.refusals import Refusal
from guisu.know.customers.services import tombstones
from guisu.take_in.imports.domain.problems import FileGone, NoMemory, Problem, Tally, Unreadable
from guisu.take_in.imports.models import Import, SetAside
from guisu.take_in.imports.services import taking
from guisu.take_in.imports.services.taking import Taken
from guisu.take_in.imports.taking.stream import Stream
from guisu.take_in.imports.taking.units import Unit

ROWS_A_BATCH = 1_000
State = Import.State
SET_ASIDE = ("of_id", "row", "field", "reason", "detail", "is_refusal", "cells")
Clock = Callable[[], datetime]
Beat = Callable[[Import], None]
T = TypeVar("T")


class Superseded(RuntimeError):
    """Another worker has taken the import over: this one has nothing left to do."""


def run(pk: int, *, clock: Clock, on_batch: Beat = lambda imported: None) -> Import:
    """Take the file in from its checkpoint to its end, or until a person pauses or stops it.

    Safe to call again at any time. `on_batch` is called with the figures so far at each batch,
    and before the first while rows are counted (to hold a lease, to draw a bar). A file that
    turns out unreadable, and too little memory, end as failed; whatever else goes wrong is
    raised, with everything up to the last batch kept.
    """
    imported = _hold(pk, at=clock())
    if imported is None:
        return Import.objects.get(pk=pk)
    try:
        with Stream(imported) as stream:
            imported.rows_total = stream.survey(lambda: on_batch(imported))
            Import.objects.filter(pk=pk).update(rows_total=imported.rows_total)
            units = islice(stream.units(), imported.units_done, None)
            with closing(_read_ahead(_batches(units))) as batches:
                _take_all(imported, batches, clock=clock, on_batch=on_batch)
    except Unreadable as refusal:
        _end(imported, State.FAILED, at=clock(), why=refusal)
    except FileNotFoundError:
        _end(imported, State.FAILED, at=clock(), why=FileGone())
    except MemoryError:
        _end(imported, State.FAILED, at=clock(), why=NoMemory())
    except Superseded:
        return Import.objects.get(pk=pk)
    imported.refresh_from_db()
    return imported


def _hold(pk: int, *, at: datetime) -> Import | None:
    """Make this call the import's runner; None if it is not to run."""
    with transaction.atomic():
        imported = Import.objects.select_for_update().get(pk=pk)
        if imported.state not in {State.WAITING, State.RUNNING}:
            return None
        imported.runner = uuid.uuid4().hex
        imported.state = State.RUNNING
        imported.started_at = imported.started_at or at
        imported.beat_at = at
        imported.save(update_fields=["runner", "state", "started_at", "beat_at"])
    return imported


def _take_all(
    imported: Import, batches: Iterable[list[Unit]], *, clock: Clock, on_batch: Beat
) -> None:
    since = time.monotonic()
    for batch in batches:
        now = time.monotonic()
        done = _take_batch(imported, batch, at=clock(), seconds=now - since)
        since, asked = now, done.asked
        on_batch(done)
        if asked == Import.Ask.PAUSE:
            return _end(imported, State.PAUSED, at=clock())
        if asked == Import.Ask.STOP:
            return _end(imported, State.STOPPED, at=clock())
    return _end(imported, State.DONE, at=clock())


def _read_ahead(batches: Iterator[list[Unit]]) -> Generator[list[Unit]]:
    """`batches`, of which the next is read in a thread while one is written."""
    with ThreadPoolExecutor(1, "read-ahead") as reader:
        coming = reader.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = reader.submit(next, batches, None)
            yield batch


def _batches(units: Iterator[Unit]) -> Iterator[list[Unit]]:
    batch, size = list[Unit](), 0
    for unit in units:
        batch.append(unit)
        size += unit.rows
        if size >= ROWS_A_BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@transaction.atomic
def _take_batch(imported: Import, batch: Sequence[Unit], *, at: datetime, seconds: float) -> Import:
    """One batch with its checkpoint; the import as it stands then, with what a person asked."""
    locked = Import.objects.select_for_update().get(pk=imported.pk)
    if locked.runner != imported.runner or locked.state != State.RUNNING:
        raise Superseded
    tombstones.hold()
    taken = taking.take(locked, batch, at=at)
    problems = [problem for unit in batch for problem in unit.problems]
    _keep(locked, problems)
    _count(locked, batch, problems, taken)
    locked.units_done += len(batch)
    locked.seconds_run += seconds
    locked.beat_at = at
    locked.save()
    return locked


def _keep(imported: Import, problems: Sequence[Problem]) -> None:
    """Rows that name somebody erased are counted and not kept."""
    named = tombstones.name_somebody([(*one.cells, one.detail) for one in problems])
    rows.insert(
        SetAside,
        SET_ASIDE,
        [
            (
                imported.pk,
                problem.row,
                problem.field[:40],
                problem.reason.value,
                problem.detail[:200],
                problem.is_refusal,
                msgspec.json.encode(_storable(problem.cells)).decode(),
            )
            for problem, is_named in zip(problems, named, strict=True)
            if not is_named
        ],
    )


def _storable(cells: tuple[str, ...]) -> list[str]:
    """Cells without NUL, which PostgreSQL's JSON does not hold."""
    return [cell.replace("\x00", "\ufffd") for cell in cells]


def _count(
    imported: Import, batch: Sequence[Unit], problems: Sequence[Problem], taken: Taken
) -> None:
    tally = Tally.from_json(imported.tally)
    for problem in problems:
        tally.note(problem)
    for unit in batch:
        tally.warned.update(warned.value for warned in unit.warned)
    read = sum(unit.rows for unit in batch)
    refused = sum(problem.is_refusal for problem in problems)
    imported.tally = tally.to_json()
    imported.rows_read += read
    imported.rows_refused += refused
    imported.rows_left_out += len(problems) - refused
    imported.rows_taken += read - len(problems)
    imported.created += taken.created
    imported.changed += taken.changed
    imported.unchanged += taken.unchanged
    imported.customers_created += taken.customers_created


def _end(imported: Import, state: State, *, at: datetime, why: Refusal | None = None) -> None:
    """Settle the import, unless somebody else holds it by now."""
    held = Import.objects.filter(pk=imported.pk, runner=imported.runner, state=State.RUNNING)
    ended_at = None if state == State.PAUSED else at
    held.update(state=state, asked="", runner="", ended_at=ended_at, **imported.failed(why))
