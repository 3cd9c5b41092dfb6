"""Pages of figures, answered by threads that are not Python's."""

from pathlib import Path

import pytest

from tests import child
from tests.console.test_behaviour import a_shop, adders


@pytest.mark.django_db(transaction=True)
def test_the_product_outlives_the_threads_that_answered_its_pages_of_figures(
    tmp_path: Path,
) -> None:
    a_shop()
    act = "tests.console.acts:look_at_figures"

    with child.running(act, tmp_path / "figures.duckdb", adders().pk) as looking:
        said = looking.communicate(timeout=300)[0].split()

    assert looking.returncode == 0
    assert said == ["200"] * 3 + ["lives"]
