"""The units of an uploaded file under its plan, the same at every reading.

That they are the same is what lets a run resume: it reads again and passes over the units that
its checkpoint counts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import TracebackType
from typing import assert_never
from zoneinfo import ZoneInfo

from guisu.ground.kernel.text import search_key
from guisu.ground.staff.models import Store
from guisu.ground.staff.selectors import installation
from guisu.take_in.imports.domain.plan import Format, Kind
from guisu.take_in.imports.models import Import
from guisu.take_in.imports.reading import rows as reading
from guisu.take_in.imports.reading.rows import Row
from guisu.take_in.imports.taking.happenings import EventReader
from guisu.take_in.imports.taking.orders import OrderReader
from guisu.take_in.imports.taking.people import PeopleReader
from guisu.take_in.imports.taking.shelf import Shelf
from guisu.take_in.imports.taking.units import Setting, Unit

BEAT_EVERY = 20_000


def setting_of(imported: Import) -> Setting:
    """The installation's zone, currency and stores, as this import needs them."""
    here = installation()
    stores: dict[str, int] = {}
    for pk, name, code in Store.objects.values_list("pk", "name", "code"):
        stores[search_key(name)] = pk
        stores[search_key(code)] = pk
    currency = imported.read_plan().constants.get("currency") or here.currency
    layout, titles = imported.read_layout(), list(imported.titles)
    is_written = layout.format is Format.DELIMITED and layout.has_header
    return Setting(ZoneInfo(here.time_zone), currency, stores, _width(titles) if is_written else 0)


def _width(titles: Sequence[str]) -> int:
    """Up to the last column that has a name: what hangs behind may be cut off."""
    named = [at for at, title in enumerate(titles, 1) if title != f"#{at}"]
    return max(named, default=0)


@dataclass(slots=True)
class Stream:
    """A file being read; `limit` reads only so many rows, for a preview. Close it by `with`."""

    imported: Import
    limit: int | None = None
    _shelf: Shelf = field(default_factory=Shelf)

    def __enter__(self) -> "Stream":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._shelf.close()

    def survey(self, beat: Callable[[], None]) -> int:
        """Count the rows, and find orders whose rows stand apart. `beat` is called now and then."""
        counted = _Counted(self._rows(), beat)
        reader = self._reader()
        if isinstance(reader, OrderReader) and reader.cells.has("number"):
            self._shelf.note_runs(reader.runs(counted))
        else:
            for _ in counted:
                pass
        return counted.count

    def units(self) -> Iterator[Unit]:
        """What the file tells, unit by unit; `survey` first."""
        return self._reader().units(self._rows())

    def _rows(self) -> Iterator[Row]:
        return islice(reading.body(self.imported.path, self.imported.read_layout()), self.limit)

    def _reader(self) -> OrderReader | PeopleReader | EventReader:
        plan, titles = self.imported.read_plan(), list(self.imported.titles)
        setting = setting_of(self.imported)
        match Kind(self.imported.kind):
            case Kind.ORDERS:
                return OrderReader(plan, titles, setting, self._shelf)
            case Kind.CUSTOMERS:
                return PeopleReader(plan, titles, setting, self.imported.uploaded_at)
            case Kind.EVENTS:
                return EventReader(plan, titles, setting, self._shelf)
        assert_never(self.imported.kind)


@dataclass(slots=True)
class _Counted:
    rows: Iterator[Row]
    beat: Callable[[], None]
    count: int = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.count += 1
            if self.count % BEAT_EVERY == 0:
                self.beat()
            yield row
