"""`guisu warehouse` on the command line."""

import pytest
from django.db import connection
from typer.testing import CliRunner

from guisu.config.cli import application
from guisu.ground.warehouse import engine
from guisu.ground.warehouse.domain import WarehouseInUse
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


@pytest.mark.parametrize("command", ["status", "rebuild"])
def test_a_running_server_is_named_as_the_reason(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise WarehouseInUse(path="var/warehouse.duckdb")

    monkeypatch.setattr(engine, "current", refuse)

    told = CliRunner().invoke(application(), ["warehouse", command])

    assert told.exit_code == 2
    assert "Stop that process first" in told.output
