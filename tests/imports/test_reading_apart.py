"""A file is looked through before anybody's turn to write is taken: others write meanwhile."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from guisu.ground.database.editions import Stale
from guisu.take_in.imports import services
from guisu.take_in.imports.domain.plan import Kind
from guisu.take_in.imports.models import Import
from guisu.take_in.imports.reading import rows
from guisu.take_in.imports.services import planning
from tests.imports import files

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def imported() -> Import:
    return files.received(files.csv_of("订单号,下单时间,实付金额", "A1,13/10/2026,10"))


def test_no_turn_to_write_is_held_while_a_file_is_read_another_way(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, turns = rows.body, list[bool]()

    def body(*asked: Any) -> Any:
        turns.append(connection.in_atomic_block)
        return read(*asked)

    monkeypatch.setattr(rows, "body", body)

    services.change_layout(imported, layout=replace(imported.read_layout(), skip=0))
    services.change_kind(imported, kind=Kind.CUSTOMERS)

    assert turns
    assert not any(turns)


def test_what_somebody_changed_while_the_file_was_read_stands(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    guess = planning.guess_again

    def slowly(found: Import) -> None:
        guess(found)
        monkeypatch.undo()
        services.change_kind(imported, kind=Kind.CUSTOMERS)

    monkeypatch.setattr(planning, "guess_again", slowly)

    with pytest.raises(Stale):
        services.change_layout(imported, layout=imported.read_layout())

    assert Import.objects.get().kind == Kind.CUSTOMERS
