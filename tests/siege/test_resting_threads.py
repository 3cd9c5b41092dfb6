"""Pages of figures are looked at, the server rests until its threads end, and it lives."""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlencode

import httpx
import pytest

from guisu.ground.staff.domain import Permission
from tests.config.serving import children
from tests.console.test_every_page import access, address, pages
from tests.siege.counts import count
from tests.siege.product import ROOT, Product

RESTS = count("rests", short=1, long=30)
# Longer than web servers keep a thread of which nothing is asked, which may not be one of Python.
REST_SECONDS = 34
AT_ONCE = 6
SEE = Permission.SEE_FIGURES.value
KINDS = {"step1": "Product Viewed", "step2": "Product Added"}


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_it_outlives_its_threads_after_each_page_of_figures(
    fresh: Product, tell: Callable[[str], None]
) -> None:
    segment = _staged(fresh)
    fresh.start()
    assert fresh.process is not None
    living = children(fresh.process.pid)
    with fresh.signed_in() as mei:
        opened = _pages(segment)
        for _ in range(RESTS):
            # So many at once that each request thread of the server has its share.
            with ThreadPoolExecutor(AT_ONCE) as lookers:
                statuses = list(lookers.map(partial(_status, mei), opened))
            assert max(statuses) < 500, dict(zip(opened, statuses, strict=True))
            time.sleep(REST_SECONDS)

        assert mei.get("/healthz").text == "ok\n"
    assert children(fresh.process.pid) == living
    assert "Fatal Python error" not in fresh.said()
    tell(f"{RESTS * len(opened)} answers, {RESTS} rests of {REST_SECONDS} s")


def _staged(product: Product) -> str:
    told = subprocess.run(
        [sys.executable, "-m", "tests.siege.figures"],
        cwd=ROOT,
        env=product.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return told.stdout.split()[-1]


def _pages(segment: str) -> list[str]:
    """Every page that shows figures, and several times those that ask about a segment's people."""
    asked = urlencode({**KINDS, "segment": segment})
    about = [f"/behaviour/{name}/?{asked}" for name in ("funnel", "retention", "cohorts")]
    return about * AT_ONCE + [address(page) for page in pages() if access(page) == SEE]


def _status(browser: httpx.Client, path: str) -> int:
    return browser.get(path).status_code
