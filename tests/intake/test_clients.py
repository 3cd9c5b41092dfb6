# ruff: noqa: S603, S608 - the tests talk to the server and clients they start themselves
"""The SDKs that shops already have talk to a really served intake, unmodified."""

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import npm, shared
from tests.ports import free_port
from tests.serving import Served

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
CLIENTS = Path(__file__).parent / "clients"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("served"), free_port())
    server.start()
    server.make_key()
    yield server
    server.stop()


def run(script: str, *arguments: str) -> None:
    command = [sys.executable, "-W", "ignore", str(CLIENTS / script), *arguments]
    subprocess.run(command, check=True, timeout=120)


def count(served: Served, kind: str, subject: str) -> tuple[int, int]:
    """Events of `kind` of the customer with that user id, and how many differ."""
    found = served.rows(
        "SELECT count(*), count(DISTINCT e.properties) FROM events_event e"
        " JOIN customers_identity i ON i.customer_id = e.customer_id AND i.channel = 'user_id'"
        f" WHERE e.kind = '{kind}' AND i.value = '{subject}'"
    )
    return (found[0][0], found[0][1])


@pytest.mark.parametrize("packed", ["plain", "gzip"])
def test_segments_sdk_in_forked_workers_loses_nothing(served: Served, packed: str) -> None:
    before = [count(served, "Tea Poured", f"u{n}")[0] for n in range(3)]

    run("segment_forked.py", served.address, served.token, "3", "250", packed)
    served.wait_until_expanded()

    after = [count(served, "Tea Poured", f"u{n}") for n in range(3)]
    assert [total - old for (total, _), old in zip(after, before, strict=True)] == [250] * 3
    assert [differing for _, differing in after] == [250] * 3
    names = served.rows("SELECT name FROM customers_customer WHERE name LIKE 'Person %'")
    assert sorted(name for (name,) in names) == ["Person 0", "Person 1", "Person 2"]


def test_rudderstacks_sdk_loses_nothing(served: Served) -> None:
    run("rudder.py", served.address, served.token, "250")
    served.wait_until_expanded()

    assert count(served, "Tea Poured", "r1") == (250, 250)
    assert served.rows("SELECT count(*) FROM customers_customer WHERE name = 'Rudder'") == [(1,)]


def test_the_node_sdks_lose_nothing(served: Served) -> None:
    npm.run("send.mjs", served.address, served.token, "130")
    served.wait_until_expanded()

    assert count(served, "Node Poured", "n1") == (130, 130)
    assert count(served, "Node Poured", "n2") == (130, 130)


def test_taobaos_behaviour_file_arrives_whole_through_a_real_sdk(served: Served) -> None:
    path = shared.path("events/taobao_UserBehavior_head4321.csv")

    run("taobao.py", served.address, served.token, str(path))
    served.wait_until_expanded()

    with path.open(newline="") as lines:
        expected = Counter(row[3] for row in csv.reader(lines) if row and row[0].isdigit())
    kinds = "'pv', 'cart', 'fav', 'buy'"
    rows = served.rows(
        f"SELECT kind, count(*) FROM events_event WHERE kind IN ({kinds}) GROUP BY kind"
    )
    assert dict(rows) == dict(expected)
