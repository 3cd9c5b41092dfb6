"""After an erasure no refused row and no uploaded file names the person."""

import pytest

from guisu.customers import services as customers
from guisu.customers.models import Identity
from guisu.imports.models import Import, SetAside
from tests import make
from tests.imports import files

pytestmark = pytest.mark.django_db(transaction=True)


def test_refused_rows_and_ended_files_that_name_an_erased_person_go() -> None:
    rows = (
        "number,date,phone,amount",
        "A1,2024-01-01,13800138000,5",
        "A2,never,13800138000,5",
        "A3,never,13900139000,5",
    )
    done = files.taken(files.csv_of(*rows))
    path = done.path
    person = Identity.objects.get(value="+8613800138000").customer

    customers.erase(person, by=make.mei(), at=make.NOON)

    assert [row.cells[0] for row in SetAside.objects.all()] == ["A3"]
    assert not path.exists()
    assert not Import.objects.get().has_file
