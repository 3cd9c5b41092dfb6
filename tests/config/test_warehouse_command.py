"""`guisu warehouse` on the command line."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.db import connection
from typer.testing import CliRunner, Result

from guisu.config.cli import application
from guisu.config.commands import warehouse
from guisu.ground.warehouse import errands, rebuilding, selectors
from guisu.ground.warehouse.domain import WarehouseFull
from guisu.ground.warehouse.models import Errand
from tests import make

pytestmark = pytest.mark.django_db


def test_a_rebuild_fills_the_tables_and_status_counts_them() -> None:
    make.customer()

    rebuilt = CliRunner().invoke(application(), ["warehouse", "rebuild"])
    told = CliRunner().invoke(application(), ["warehouse", "status"])

    assert rebuilt.exit_code == 0
    assert "Rebuilt in" in rebuilt.output
    assert "customers                   1 rows" in told.output
    assert "0 waiting" in told.output
    assert connection.is_usable()


def by_the_product(
    monkeypatch: pytest.MonkeyPatch, command: str, meanwhile: Callable[[], object]
) -> Result:
    """The command where another process holds the file, and does `meanwhile` as time goes by."""

    monkeypatch.setattr(
        warehouse, "_here_or_there", lambda _do, what: warehouse._by_the_product(what)
    )
    monkeypatch.setattr("time.sleep", lambda _seconds: meanwhile())
    return CliRunner().invoke(application(), ["warehouse", command])


def test_the_product_that_holds_the_file_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    make.customer()

    rebuilt = by_the_product(monkeypatch, "rebuild", errands.do_next)
    told = by_the_product(monkeypatch, "status", errands.do_next)

    assert "Rebuilt in" in rebuilt.output
    assert "customers                   1 rows" in told.output


def test_what_the_product_refuses_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        with patch.object(rebuilding, "rebuild", side_effect=WarehouseFull):
            errands.do_next()

    told = by_the_product(monkeypatch, "rebuild", away)

    assert told.exit_code == 2
    assert "The disk is full" in told.output


def test_a_holder_that_never_answers_is_named_as_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(warehouse, "SECONDS", 0.0)

    told = by_the_product(monkeypatch, "status", lambda: None)

    assert told.exit_code == 2
    assert "holds the warehouse and does not answer" in told.output
    assert not Errand.objects.exists()


def test_a_wish_that_was_taken_back_while_it_was_done_stays_away() -> None:
    errand = errands.ask(Errand.What.STATUS, at=make.NOON)

    def meanwhile() -> dict[str, object]:
        errand.delete()
        return {}

    with patch.object(selectors, "status", side_effect=meanwhile):
        assert errands.do_next()

    assert not Errand.objects.exists()
    assert not errands.do_next()
