"""The product starts, answers, stops politely, and leaves nothing behind when it is killed."""

import json
import os
import shutil
import signal
import sqlite3
import threading
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from tests.config.serving import children, eventually, guisu, runs, served
from tests.config.slow_urls import ASKED
from tests.patience import PATIENCE, until
from tests.ports import free_port

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
SLOW = "tests.config.slow_settings"
PASSWORD = "plum-blossom-42"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with tables and static files, to copy from."""
    folder = tmp_path_factory.mktemp("prepared")
    assert guisu("migrate", data=folder).returncode == 0
    return folder


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "data"))


def test_it_answers_does_background_work_and_finishes_what_is_under_way(data: Path) -> None:
    with served(data, DJANGO_SETTINGS_MODULE=SLOW) as server:
        answers: list[str] = []
        asking = threading.Thread(target=lambda: answers.append(server.get("/slow")))
        asking.start()
        until((data / ASKED).exists)

        server.kill(signal.SIGTERM)
        asking.join()

        assert server.process.wait(PATIENCE) == 0
        assert answers == ["True"]


def test_a_killed_main_leaves_no_orphan_behind(data: Path) -> None:
    with served(data) as server:
        workers = children(server.process.pid)

        server.kill(signal.SIGKILL)
        server.process.wait()

        assert workers
        assert eventually(lambda: not any(runs(pid) for pid in workers))
        assert not server.is_answering()
    with served(data) as again:
        assert again.is_answering()


def test_a_worker_that_is_killed_is_replaced(data: Path) -> None:
    with served(data) as server:
        before = set(children(server.process.pid))
        for pid in before:
            if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text():
                os.kill(pid, signal.SIGKILL)

        assert eventually(lambda: set(children(server.process.pid)) - before)
        assert eventually(server.is_answering)


def test_it_answers_for_the_figures_that_it_holds_and_backs_itself_up(
    data: Path, tmp_path: Path
) -> None:
    backups = tmp_path / "backups"
    with served(data, GUISU_BACKUP_FOLDER=str(backups)) as server:
        rebuilt = guisu("warehouse", "rebuild", data=data)
        told = guisu("warehouse", "status", data=data)

        assert eventually(lambda: list(backups.glob("guisu-*.tar.gz")))
        assert json.loads(server.get("/readyz")) == {
            "ready": True,
            "checks": dict.fromkeys(
                ("database", "disk", "loops", "intake", "warehouse", "backup"), "ok"
            ),
        }
    [archive] = backups.iterdir()
    restored = guisu("restore", str(archive), data=tmp_path / "restored")
    assert (rebuilt.returncode, told.returncode, restored.returncode) == (0, 0, 0)
    assert "Rebuilt in" in rebuilt.stdout
    assert "0 waiting" in told.stdout


def test_a_second_server_on_one_folder_or_port_is_refused(data: Path, tmp_path: Path) -> None:
    with served(data) as server:
        same_folder = guisu("serve", "--port", str(free_port()), data=data)
        same_port = guisu("serve", "--port", str(server.port), data=tmp_path / "two")

    assert (same_folder.returncode, same_port.returncode) == (2, 2)
    assert "running" in same_folder.stderr
    assert "Choose another --port" in same_port.stderr


def test_what_the_embedded_stores_cannot_do_is_refused(tmp_path: Path) -> None:
    processes = guisu("serve", data=tmp_path, GUISU_WEB_PROCESSES="2")
    worker = guisu("worker", data=tmp_path)

    assert (processes.returncode, worker.returncode) == (2, 2)
    assert "GUISU_DATABASE" in processes.stderr
    assert "GUISU_DATABASE" in worker.stderr


def test_a_backup_made_while_it_runs_is_restored_with_its_accounts(
    data: Path, tmp_path: Path
) -> None:
    old, new, archive = data, tmp_path / "new", tmp_path / "kept.tar.gz"
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    assert guisu("user", "create", "mei", data=old, said=typed).returncode == 0
    with served(old):
        written = guisu("backup", str(archive), data=old)

    restored = guisu("restore", str(archive), data=new)
    again = guisu("restore", str(archive), data=new)

    assert (written.returncode, restored.returncode) == (0, 0), written.stderr + restored.stderr
    assert archive.stat().st_mode & 0o077 == 0
    assert again.returncode == 2
    assert (old / "secret.key").read_text() == (new / "secret.key").read_text()
    with sqlite3.connect(new / "guisu.sqlite3") as store:
        assert store.execute("SELECT username, post FROM staff_staff").fetchall() == [
            ("mei", "owner")
        ]
    assert guisu("user", "password", "mei", data=new, said=typed).returncode == 0


def test_a_backup_holds_what_was_accepted_and_is_not_in_the_log(data: Path, tmp_path: Path) -> None:
    archive, new = tmp_path / "kept.tar.gz", tmp_path / "new"
    with closing(sqlite3.connect(data / "spool.sqlite3")) as spool, spool:
        spool.executemany(
            "INSERT INTO intake_arrived VALUES (?, 1, 'track', 1, '2026-11-22 04:00:00', '{}')",
            [(1,), (2,), (3,)],
        )
    with closing(sqlite3.connect(data / "guisu.sqlite3")) as store, store:
        store.execute("INSERT INTO intake_expansion VALUES (1, 3, 7, '[1, 2]')")

    written = guisu("backup", str(archive), data=data)
    restored = guisu("restore", str(archive), data=new)

    assert (written.returncode, restored.returncode) == (0, 0), written.stderr + restored.stderr
    with closing(sqlite3.connect(new / "spool.sqlite3")) as spool:
        assert spool.execute("SELECT id FROM intake_arrived").fetchall() == [(3,)]


def test_the_demonstration_leaves_the_stores_to_its_server(data: Path) -> None:
    with served(data, command=("demo", "--people", "20")) as server:
        rested = eventually(lambda: _loaded(data))

        complaints = server.stop()

    assert rested
    assert complaints == ""


def test_the_demonstrations_wecom_is_alive_and_ends_with_it(data: Path) -> None:
    with served(data, command=("demo", "--people", "20")) as server:
        with closing(sqlite3.connect(data / "guisu.sqlite3")) as store:
            (sealed,) = store.execute("SELECT sealed_settings FROM channels_connection").fetchone()
        address = _opened(data, sealed)["base_url"]
        way = json.loads(_asked(address, "snapshot"))["contact_ways"][0]

        greeted = eventually(lambda: _greets(address, way))
        server.kill(signal.SIGKILL)
        server.process.wait()

        assert greeted
        assert eventually(lambda: not _answers(address))


def _opened(data: Path, sealed: str) -> dict[str, Any]:
    """Settings, as whoever holds the data folder's key reads them."""
    key = (data / "encryption.keys").read_text().split()[0]
    told: dict[str, Any] = json.loads(Fernet(key).decrypt(sealed.encode()))
    return told


def _greets(address: str, way: str) -> bool:
    """Whether anybody was greeted who came by a code by now; one more comes."""
    who = json.loads(_asked(address, "acts/arrive", {"name": "小晴"}))["external_id"]
    _asked(address, "acts/scan", {"config_id": way, "external_id": who})
    return _asked(address, "delivered?channel=welcome") != "[]"


def _asked(address: str, door: str, body: object = None) -> str:
    """What the practice ground answers; a body is posted."""
    content = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(f"{address}/practice/{door}", content)  # noqa: S310
    with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310 - on this machine
        return str(answer.read().decode())


def _answers(address: str) -> bool:
    try:
        return bool(_asked(address, "clock"))
    except (urllib.error.URLError, OSError):
        return False


def _loaded(data: Path) -> bool:
    """Whether no change waits to be loaded into the warehouse."""
    with closing(sqlite3.connect(data / "guisu.sqlite3")) as store:
        waits = store.execute("SELECT EXISTS (SELECT 1 FROM warehouse_change)").fetchone()
    return bool(waits == (0,))
