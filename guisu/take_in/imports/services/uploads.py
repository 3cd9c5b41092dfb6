"""Taking a file in, and getting rid of it: an uploaded file is personal data."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.take_in.imports.domain.guessing import guess_kind
from guisu.take_in.imports.domain.plan import Kind
from guisu.take_in.imports.domain.problems import TooLarge, WrongState
from guisu.take_in.imports.models import Import, SetAside
from guisu.take_in.imports.reading import rows, sniffing
from guisu.take_in.imports.services.planning import guess_again, recognised, top_rows

LARGEST_MB = 1024
KEPT_AFTER_END = timedelta(days=7)
KEPT_UNUSED = timedelta(days=2)


def receive(
    pieces: Iterable[bytes], *, name: str, kind: Kind | None, by: Staff | None, at: datetime
) -> Import:
    """Keep a file and guess how to read it and what it means; `kind` None: guess that too.

    Raises `TooLarge`, `Unreadable`; nothing is kept then. The same file may come again: see
    `selectors.same_file`.
    """
    folder = Path(settings.UPLOADS)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stored_as = secrets.token_hex(16)
    path = folder / stored_as
    try:
        size, digest = _keep(pieces, path)
        layout = sniffing.guess(path)
        titles = rows.titles(path, layout)
        top = top_rows(path, layout)
        made = Import(
            kind=kind or _kind_of(titles, top),
            file_name=Path(name.replace("\\", "/")).name[:200],
            stored_as=stored_as,
            size_bytes=size,
            digest=digest,
            layout=layout.to_json(),
            titles=titles,
            uploaded_by=by,
            uploaded_at=at,
        )
        guess_again(made, top)
        with transaction.atomic():
            made.save()
            audit("import.uploaded", subject=made.source, by=by, at=at, after=_told(made))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return made


@transaction.atomic
def discard(imported: Import, *, by: Staff | None, at: datetime) -> None:
    """Delete the uploaded file and the rows set aside now; figures stay. Not while it runs.

    Of a plan that never ran nothing is left.
    """
    locked = Import.objects.select_for_update().get(pk=imported.pk)
    if locked.state in {Import.State.WAITING, Import.State.RUNNING}:
        raise WrongState(state=locked.get_state_display())
    _forget(locked, at=at)
    audit("import.discarded", subject=locked.source, by=by, at=at)


def forget_files(*, at: datetime) -> int:
    """Delete files and set-aside rows of imports that ended a week ago, or lie unused.

    Returns how many imports were cleared; a retry finds nothing more to do.
    """
    due = Import.objects.exclude(stored_as="").filter(
        Q(ended_at__lt=at - KEPT_AFTER_END)
        | Q(state=Import.State.DRAFT, uploaded_at__lt=at - KEPT_UNUSED)
    )
    cleared = 0
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            _forget(Import.objects.select_for_update().get(pk=pk), at=at)
        cleared += 1
    return cleared


def _forget(imported: Import, *, at: datetime) -> None:
    path = imported.path if imported.stored_as else None
    SetAside.objects.filter(of=imported).delete()
    if imported.state == Import.State.DRAFT:
        imported.delete()
    else:
        imported.stored_as = ""
        if not imported.is_over:
            imported.state, imported.ended_at = Import.State.STOPPED, at
        imported.save(update_fields=["stored_as", "state", "ended_at"])
    if path is not None:
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _kind_of(titles: Sequence[str], top: Sequence[Sequence[str]]) -> Kind:
    known = recognised(titles)
    return known.kind if known else guess_kind(titles, top)


def _keep(pieces: Iterable[bytes], path: Path) -> tuple[int, str]:
    hasher, size = hashlib.sha256(), 0
    path.touch(mode=0o600)
    with path.open("wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > LARGEST_MB * 1024 * 1024:
                raise TooLarge(limit=LARGEST_MB)
            hasher.update(piece)
            file.write(piece)
    return size, hasher.hexdigest()


def _told(imported: Import) -> dict[str, str | int]:
    return {
        "file": imported.file_name,
        "kind": str(imported.kind),
        "bytes": imported.size_bytes,
        "digest": imported.digest,
    }
