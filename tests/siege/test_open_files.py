"""Few open files: refused at the start, or shed before the last one."""

import re
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from tests.serving import GUISU
from tests.siege.counts import count
from tests.siege.product import Product
from tests.siege.wire import connections, head, milliseconds

Tell = Callable[[str], None]
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
FEW = 400


def limited(files: int) -> tuple[str, ...]:
    return ("sh", "-c", f'ulimit -n {files} && exec "$@"', "sh")


def test_too_few_open_files_are_refused_at_the_start(fresh: Product) -> None:
    told = subprocess.run(  # noqa: S603 - our own command
        [*limited(64), str(GUISU), "serve", "--port", str(fresh.port)],
        env=fresh.environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert told.returncode == 2
    assert re.search(r"may open 64 files at a time; .* need 344", told.stderr)


def test_a_burst_above_the_open_files_is_shed_and_forgotten(fresh: Product, tell: Tell) -> None:
    fresh.under = limited(FEW)
    fresh.start()
    many = count("burst", short=600, long=2_000)

    with (
        connections(fresh.port, many // 2),
        connections(fresh.port, many // 2, saying=head("POST", "/v1/batch", length=400) + b"x"),
    ):
        during = milliseconds(fresh)
        most = max(map(_open_files, _family(fresh)))
    after = milliseconds(fresh)

    assert most < FEW
    assert "Too many open files" not in fresh.said()
    tell(
        f"{many} connections on {FEW} files: {most} open; "
        f"a page in {during:.0f} ms, then in {after:.0f} ms"
    )


def _family(product: Product) -> list[int]:
    assert product.process is not None
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found = {product.process.pid}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found)


def _open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))
