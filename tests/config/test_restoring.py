"""A restore is all or nothing: what is refused, what is left behind, and what a kill leaves."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from guisu.config import backup, folder, restoring
from guisu.config.environment import Environment
from tests.config import archives
from tests.config.serving import guisu

KILLS = int(os.environ.get("GUISU_TEST_KILLS", "6"))
TYPED = "plum-blossom-42\nplum-blossom-42\n"


def refused(archive: Path, data: Path, **more: str) -> str:
    with pytest.raises((backup.NotABackup, restoring.CannotRestore)) as told:
        restoring.restore(archive, Environment(data=str(data), **more))
    return str(told.value)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (archives.instead(backup.STORE, b""), "guisu.sqlite3 in it is empty"),
        (archives.instead(backup.SPOOL, b""), "spool.sqlite3 in it is empty"),
        (archives.foreign(backup.STORE), "guisu.sqlite3 in it is no store of Guisu"),
        (archives.foreign(backup.SPOOL), "spool.sqlite3 in it is no store of Guisu"),
        (archives.instead(backup.STORE, b"words " * 900), "guisu.sqlite3 in it is damaged"),
        (archives.damaged(backup.STORE), "guisu.sqlite3 in it is damaged"),
        (archives.without(backup.STORE), "it holds no guisu.sqlite3"),
        (archives.without(backup.SPOOL), "it holds no spool.sqlite3"),
        (archives.without(backup.SECRET), "it holds no secret.key"),
        (archives.without(backup.SEALING), "it holds no encryption.keys"),
        (archives.instead(backup.SEALING, b" \n"), "it holds no encryption.keys"),
        (archives.without(backup.LABEL), "its label does not say"),
        (archives.instead(backup.LABEL, b"[]"), "its label does not say"),
        (archives.instead(backup.LABEL, b'"0.1.0"'), "its label does not say"),
        (archives.instead(backup.LABEL, b'{"version": "1"}'), "its label does not say"),
        (archives.instead(backup.LABEL, b'{"version": 1, "made_at": 7}'), "its label"),
        (archives.instead("evil.sh", b"rm"), "evil.sh does not belong in a backup"),
        (archives.instead("uploads", b"rm"), "uploads does not belong in a backup"),
        (archives.instead("uploads/../evil", b"rm"), "uploads/../evil does not belong"),
        (archives.instead(".", b""), ". does not belong in a backup"),
    ],
)
def test_what_is_no_whole_backup_is_refused_with_the_reason_and_leaves_nothing(
    wrong: archives.Wrong, reason: str, tmp_path: Path
) -> None:
    inside = wrong(archives.parts(tmp_path), tmp_path)
    archive = archives.packed(inside, tmp_path / "kept.tar.gz")
    new, there = tmp_path / "new", tmp_path / "there"
    there.mkdir()
    (there / "notes.txt").write_text("mine")

    told = refused(archive, new), refused(archive, there)

    assert [reason in each for each in told] == [True, True], told
    assert not new.exists()
    assert [each.name for each in there.iterdir()] == ["notes.txt"]


def test_an_archive_cut_short_is_refused(tmp_path: Path) -> None:
    archive = archives.packed(archives.parts(tmp_path), tmp_path / "kept.tar.gz")
    cut = tmp_path / "cut.tar.gz"
    whole = archive.read_bytes()

    for length in (0, 1, len(whole) // 2, len(whole) - 9):
        cut.write_bytes(whole[:length])
        refused(cut, tmp_path / "new")

    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("there", [backup.STORE, backup.SPOOL])
def test_a_folder_with_a_store_or_a_spool_is_left_alone(there: str, tmp_path: Path) -> None:
    archive = archives.packed(archives.parts(tmp_path), tmp_path / "kept.tar.gz")
    data = tmp_path / "data"
    data.mkdir()
    (data / there).write_bytes(b"accepted")

    told = refused(archive, data)

    assert "holds a store already" in told
    assert [each.name for each in data.iterdir()] == [there]
    assert (data / there).read_bytes() == b"accepted"


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    archive = archives.packed(archives.parts(tmp_path), tmp_path / "kept.tar.gz")
    data = tmp_path / "data"
    data.mkdir()

    with folder.claimed(data):
        told = refused(archive, data)

    assert "stop it first" in told
    assert (data / folder.LOCK).exists()


def test_what_dead_processes_unpacked_is_swept_and_what_live_ones_work_on_stays(
    tmp_path: Path,
) -> None:
    left = tmp_path / folder.TMP / "backup-dead"
    left.mkdir(parents=True)
    (left / backup.STORE).write_bytes(b"people")

    with folder.workshop(tmp_path, "backup") as shop:
        (shop / backup.STORE).write_bytes(b"people")
        folder.sweep(tmp_path)
        found = sorted(each.name for each in (tmp_path / folder.TMP).iterdir())

    assert found == [shop.name]
    assert (tmp_path / folder.TMP).stat().st_mode & 0o777 == 0o700
    assert list((tmp_path / folder.TMP).iterdir()) == []


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of an installation with an owner and an upload."""
    old = tmp_path_factory.mktemp("old")
    made = guisu("user", "create", "mei", data=old, said=TYPED)
    (old / "uploads").mkdir(exist_ok=True)
    (old / "uploads" / "orders.csv").write_text("number\n")
    archive = old.parent / "kept.tar.gz"
    written = guisu("backup", str(archive), data=old)
    assert (made.returncode, written.returncode) == (0, 0), made.stderr + written.stderr
    return archive


def owners(data: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(data / backup.STORE)) as store:
        [whole] = store.execute("PRAGMA integrity_check").fetchone()
        assert whole == "ok"
        return list(store.execute("SELECT username, post FROM staff_staff"))


@pytest.mark.slow
def test_it_restores_beside_what_an_earlier_store_left(kept: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "uploads" / "left").mkdir(parents=True)
    (data / "warehouse.duckdb").write_bytes(b"of another store")
    (data / "secret.key").write_text("another")
    with closing(sqlite3.connect(data / backup.STORE)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE staff_staff (username, post)")
        other.executemany("INSERT INTO staff_staff VALUES (?, 'owner')", [("eve",)] * 5_000)
        other.commit()
        for companion in ("-wal", "-shm"):
            shutil.copy(f"{data / backup.STORE}{companion}", data / f"left{companion}")
    (data / backup.STORE).unlink()
    for companion in ("-wal", "-shm"):
        (data / f"left{companion}").rename(f"{data / backup.STORE}{companion}")

    restored = guisu("restore", str(kept), data=data)

    assert restored.returncode == 0, restored.stderr
    assert owners(data) == [("mei", "owner")]
    assert (data / "secret.key").read_text() != "another"
    assert [each.name for each in (data / "uploads").iterdir()] == ["orders.csv"]
    assert not (data / "warehouse.duckdb").exists()


@pytest.mark.slow
def test_its_connections_are_held_until_a_person_lets_them_go(tmp_path: Path) -> None:
    old, new, archive = tmp_path / "old", tmp_path / "new", tmp_path / "kept.tar.gz"
    assert guisu("migrate", data=old).returncode == 0
    with closing(sqlite3.connect(old / backup.STORE)) as store, store:
        store.execute(
            "INSERT INTO channels_connection"
            " (provider, name, account, sealed_settings, path, is_active, created_at, held_for)"
            " VALUES ('wecom', 'Blossom', 'a', '', 'p', 1, '2026-11-22 04:00:00', '')"
        )
    assert guisu("backup", str(archive), data=old).returncode == 0

    restored = guisu("restore", str(archive), data=new)

    assert "Nothing leaves by its connections" in restored.stdout
    question = "SELECT held_for, held_at IS NOT NULL FROM channels_connection"
    with closing(sqlite3.connect(new / backup.STORE)) as store:
        assert store.execute(question).fetchall() == [("restored", 1)]
    with closing(sqlite3.connect(old / backup.STORE)) as store:
        assert store.execute(question).fetchall() == [("", 0)]
    assert "1 held" in guisu("hold", data=old).stdout
    with closing(sqlite3.connect(old / backup.STORE)) as store:
        assert store.execute(question).fetchall() == [("asked", 1)]


@pytest.mark.slow
def test_a_store_of_a_newer_version_is_refused(kept: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    backup.unpack(kept, whole)
    with closing(sqlite3.connect(whole / backup.STORE)) as store, store:
        store.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('customers', '9999_of_tomorrow', '2030-01-01')"
        )
    names = (backup.STORE, backup.SPOOL, backup.SECRET, backup.SEALING)
    inside = {backup.LABEL: archives.LABEL} | {n: (whole / n).read_bytes() for n in names}
    archive = archives.packed(inside, tmp_path / "newer.tar.gz")

    told = guisu("restore", str(archive), data=tmp_path / "new")

    assert told.returncode == 2
    assert "newer version" in told.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_killed_at_any_step_it_leaves_the_old_or_the_new(kept: Path, tmp_path: Path) -> None:
    steps = int(dying(0, kept, tmp_path / "lives").stdout)
    # The last ones touch what is brought in.
    chosen = sorted({*range(steps - KILLS + 1, steps + 1), *range(1, steps, steps // KILLS)})

    for step in chosen:
        data = tmp_path / f"killed-{step}"
        data.mkdir()
        (data / "notes.txt").write_text("mine")

        died = dying(step, kept, data)
        folder.finish_arriving(data)
        folder.sweep(data)

        assert died.returncode == -signal.SIGKILL
        found = {each.name for each in data.iterdir()} - {folder.LOCK, folder.TMP, "notes.txt"}
        is_new = backup.STORE in found
        brought = {backup.STORE, backup.SPOOL, backup.SECRET, backup.SEALING, backup.UPLOADS}
        assert found == (brought if is_new else set()), step
        if is_new:
            assert owners(data) == [("mei", "owner")]
            assert (data / "uploads" / "orders.csv").read_text() == "number\n"
        else:
            assert guisu("restore", str(kept), data=data).returncode == 0
    print(f"{len(chosen)} kills in {steps} steps of a restore")


def dying(step: int, archive: Path, data: Path) -> "subprocess.CompletedProcess[str]":
    """A restore that is killed at `step`; at 0 it lives."""
    given = {name: told for name, told in os.environ.items() if not name.startswith("GUISU_")}
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.config.dying", str(step), str(archive)],
        env=given | {"GUISU_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
