"""Static files: which of the front-end libraries are served, and under which names."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder, get_finders
from django.core.files.storage import FileSystemStorage, Storage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Address under /static/vendor/ and file under frontend/node_modules/.
VENDOR = {
    "tabler/css/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "echarts/echarts.simple.min.js": "echarts/dist/echarts.simple.min.js",
}
# Of what the packages bring, what no page asks for: htmx 4 and its extensions.
UNUSED = ["htma*", "htmx-4*", "hx-*"]


def collect() -> None:
    """Copy the files to the data folder, named by digest and gzipped; nothing if none changed."""
    kept = Path(settings.STATIC_ROOT) / "collected.txt"
    now = _state_of_sources()
    if kept.exists() and kept.read_text() == now:
        return
    call_command(
        "collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=UNUSED
    )
    kept.write_text(now)


def _state_of_sources() -> str:
    found = [
        Path(storage.path(name)) for each in get_finders() for name, storage in each.list(UNUSED)
    ]
    return "\n".join(sorted(f"{p} {p.stat().st_size} {p.stat().st_mtime_ns}" for p in found))


class VendorFinder(BaseFinder):
    """Finds the listed files of the libraries, and none of the thousand others that npm brings."""

    def find(self, path: str, *args: Any, **kwargs: Any) -> Any:
        name = VENDOR.get(path.removeprefix("vendor/")) if path.startswith("vendor/") else None
        found = settings.FRONTEND / name if name else None
        if found is None or not found.is_file():
            return []
        return [str(found)] if kwargs.get("find_all") else str(found)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for address, name in VENDOR.items():
            if (settings.FRONTEND / name).is_file():
                yield f"vendor/{address}", _OneFile(settings.FRONTEND / name)


class _OneFile(FileSystemStorage):
    """A storage that knows a single file, whatever name it is asked for."""

    prefix = ""

    def __init__(self, file: Any) -> None:
        super().__init__(location=file.parent)
        self._file = file

    def path(self, name: str) -> str:
        return str(self._file)


class HashedStatic(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names that carry a digest, gzipped beside. A file not collected keeps its plain name.

    Tests render pages without collecting first, and minified libraries name source maps that
    are not served; neither is an error.
    """

    manifest_strict = False
    support_js_module_import_aggregation = True

    def hashed_name(self, name: str, *args: Any, **kwargs: Any) -> str:
        try:
            hashed: str = super().hashed_name(name, *args, **kwargs)
        except ValueError:
            return name
        return hashed
