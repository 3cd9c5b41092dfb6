"""An installation that writes e-mails by a carrier of the tests' own, at noon."""

from collections.abc import Iterator

import pytest
import time_machine

from guisu.act.outreach.services import dispatching, receipts
from guisu.ground.channels import carriers
from guisu.ground.channels.carriers import Adapter, Way
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Settings
from tests import make
from tests.outreach.acts import Notebook, Speaks, unless_a_no

PROVIDER = "notebook"


@pytest.fixture
def speaks(db: None) -> Iterator[Speaks]:
    """Who did not say no may be written to."""
    make.installation()
    notebook = Notebook()
    connection = Connection.objects.create(
        provider=PROVIDER,
        name="Notebook",
        account="tests",
        sealed_settings="",
        path="notebook",
        created_at=make.NOON,
    )
    carriers.register(
        PROVIDER,
        Adapter(
            settings=Settings,
            examine=lambda _connection, *, at, heard_at: [],
            advice={},
            carriers={Way.DIRECT: lambda _connection: notebook},
        ),
    )
    unless_a_no()
    with time_machine.travel(make.NOON, tick=False) as clock:
        yield Speaks(notebook, connection, clock)
    del carriers._adapters[PROVIDER]
    dispatching._Pauses.until.clear()
    receipts._Asked.at.clear()
