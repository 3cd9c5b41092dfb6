"""Every GUISU_* setting does what it says: each test here fails where its setting does nothing.

The settings are made anew from the variables, as a start makes them, and then driven through the
product. `drives` names what a test drives; the last tests find a setting that nobody drives.
"""

import re
import runpy
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import typer
from cryptography.fernet import Fernet
from django.core import signing
from django.urls import reverse

from guisu.act.stafftasks import links
from guisu.config import background, server
from guisu.config.environment import Environment
from guisu.ground.channels import safe
from guisu.ground.channels.leaving import Gate
from guisu.ground.channels.port import ChannelError
from guisu.ground.database import retention
from guisu.ground.events import services as events
from guisu.ground.events.models import SeenMessage
from guisu.ground.staff.models import AuditEntry
from guisu.ground.warehouse import engine
from guisu.know.customers import selectors, services
from guisu.know.customers.models import Erasure
from tests import make
from tests.config.serving import guisu
from tests.console.browsing import browser

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "guisu" / "config" / "settings.py"
drives = pytest.mark.drives
Under = Callable[..., None]


@pytest.fixture
def under(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Under:
    """Have the named settings hold in this test as the variables make them."""

    def made(*names: str, **variables: str) -> None:
        monkeypatch.setenv("GUISU_DATA", str(tmp_path))
        for variable, value in variables.items():
            monkeypatch.setenv(variable, value)
        fresh = runpy.run_path(str(SETTINGS))
        for name in names:
            setattr(settings, name, fresh[name])

    return made


@drives("data")
@drives("secret_key")
@drives("encryption_keys")
def test_stores_and_secrets_lie_in_the_data_folder_unless_they_are_given(tmp_path: Path) -> None:
    kept, given = tmp_path / "kept", tmp_path / "given"
    secrets = {
        "GUISU_SECRET_KEY": "s" * 50,
        "GUISU_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    }

    done = [guisu("migrate", data=kept), guisu("migrate", data=given, **secrets)]

    assert [each.returncode for each in done] == [0, 0]
    assert (kept / "guisu.sqlite3").exists()
    files = {"secret.key", "encryption.keys"}
    assert {name for name in files if (kept / name).exists()} == files
    assert {name for name in files if (given / name).exists()} == set()


@drives("secret_key")
def test_what_one_key_signed_another_refuses(under: Under) -> None:
    under("SECRET_KEY", GUISU_SECRET_KEY="a" * 50)
    signed = signing.dumps("mei")

    under("SECRET_KEY", GUISU_SECRET_KEY="b" * 50)

    with pytest.raises(signing.BadSignature):
        signing.loads(signed)


@drives("encryption_keys")
def test_what_one_key_sealed_another_does_not_open(under: Under) -> None:
    under("ENCRYPTION_KEYS", GUISU_ENCRYPTION_KEYS=Fernet.generate_key().decode())
    sealed = safe.sealed("secret")

    under("ENCRYPTION_KEYS", GUISU_ENCRYPTION_KEYS=Fernet.generate_key().decode())

    with pytest.raises(safe.SecretUnreadable):
        safe.opened(sealed)


@drives("database")
def test_the_named_database_is_asked_and_no_other(tmp_path: Path) -> None:
    nobody = "postgresql://guisu@127.0.0.1:1/guisu"

    done = guisu("migrate", data=tmp_path, GUISU_DATABASE=nobody)

    assert done.returncode != 0
    assert "port 1" in done.stderr
    assert not (tmp_path / "guisu.sqlite3").exists()


@drives("warehouse")
@pytest.mark.parametrize("name", ["duckdb", "postgresql"])
def test_the_named_engine_is_opened(under: Under, name: str) -> None:
    under("WAREHOUSE_ENGINE", GUISU_WAREHOUSE=name)

    with patch.dict(engine.ENGINES, {name: lambda path: (name, path)}):
        opened = engine.current()
        engine._open.clear()

    assert opened[0] == name  # type: ignore[index]


@drives("host")
@drives("port")
@drives("web_threads")
@drives("web_processes")
def test_the_server_listens_where_it_is_told_with_as_many_threads_and_processes(
    under: Under, settings: Any
) -> None:
    settings.DATA.mkdir(exist_ok=True)
    under(
        "ENVIRONMENT", "DATA", GUISU_HOST="127.0.0.2", GUISU_PORT="18331", GUISU_WEB_THREADS="3",
        GUISU_WEB_PROCESSES="2", GUISU_DATABASE="postgresql://guisu@127.0.0.1:1/guisu",
    )  # fmt: skip

    with (
        patch.object(server, "_let_go_of_stores"),
        patch.object(server, "_listening") as listening,
        patch.object(server, "_told_to_stop"),
        patch.object(server, "Processes") as web,
    ):
        server.run()

    [(processes, _, listener, threads, _)] = [call.args for call in web.call_args_list]
    assert listening.call_args.args == ("127.0.0.2", 18331)
    assert listener is listening.return_value
    assert (processes, threads) == (2, 3)


@drives("web_processes")
def test_several_processes_are_refused_on_the_embedded_stores(
    under: Under, capsys: pytest.CaptureFixture[str]
) -> None:
    under("ENVIRONMENT", GUISU_WEB_PROCESSES="2")

    with pytest.raises(typer.Exit):
        server.run()

    assert "GUISU_WEB_PROCESSES" in capsys.readouterr().err


@drives("allowed_hosts")
@pytest.mark.django_db
def test_only_names_of_the_house_are_answered_to(under: Under) -> None:
    make.mei()
    under("ALLOWED_HOSTS", GUISU_ALLOWED_HOSTS="guisu.example.com, 127.0.0.1")

    page = reverse("console:sign-in")

    assert browser().get(page, headers={"host": "guisu.example.com"}).status_code == 200
    assert browser().get(page, headers={"host": "elsewhere.example"}).status_code == 400


@drives("address")
def test_links_to_staff_begin_with_the_address(under: Under) -> None:
    without = links.address(3, is_own=False)

    under("PUBLIC_ADDRESS", GUISU_ADDRESS="https://guisu.example.com/")

    assert without == ""
    assert links.address(3, is_own=False).startswith("https://guisu.example.com/tasks/")


@drives("https")
@pytest.mark.django_db
def test_behind_tls_cookies_travel_nowhere_else(under: Under) -> None:
    under("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", GUISU_HTTPS="on")
    make.mei()

    told = {"username": "mei", "password": make.PASSWORD}
    answer = browser().post(reverse("console:sign-in"), told)

    assert answer.status_code == 302
    assert all(cookie["secure"] for cookie in answer.cookies.values())


@drives("https")
@pytest.mark.django_db
def test_behind_tls_the_proxys_word_and_a_year_of_tls_hold(under: Under) -> None:
    under("SECURE_PROXY_SSL_HEADER", "SECURE_HSTS_SECONDS", GUISU_HTTPS="on")
    make.mei()

    answer = browser().get(reverse("console:sign-in"), headers={"x-forwarded-proto": "https"})

    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def guess(peer: str, forwarded: str, password: str = "wrong-guess-1") -> int:  # noqa: S107
    """The answer to a sign-in as Mei that came from `peer`."""
    client = browser()
    told = {"username": "mei", "password": password}
    extra = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}
    return client.post(reverse("console:sign-in"), told, **extra).status_code  # type: ignore[arg-type]


@drives("proxies")
@pytest.mark.django_db
@pytest.mark.parametrize("proxies", ["1", "127.0.0.1", "127.0.0.0/8, 203.0.113.0/24"])
def test_behind_a_proxy_who_guesses_locks_out_themselves_alone(under: Under, proxies: str) -> None:
    make.mei()
    under("PROXIES", GUISU_PROXIES=proxies)

    tries = [guess("127.0.0.1", f"{number}.9.9.9, 198.51.100.7") for number in range(5)]

    assert tries[-1] == 429
    assert guess("127.0.0.1", "198.51.100.8", make.PASSWORD) == 302


@drives("proxies")
@pytest.mark.django_db
def test_without_proxies_what_a_stranger_writes_of_their_address_is_not_read(
    under: Under,
) -> None:
    make.mei()
    under("PROXIES")

    tries = [guess("198.51.100.7", f"192.0.2.{number}") for number in range(5)]

    assert tries[-1] == 429


@drives("background")
@pytest.mark.parametrize(("told", "running"), [("on", 1), ("off", 0)])
def test_the_loops_run_here_or_elsewhere(under: Under, told: str, running: int) -> None:
    under("BACKGROUND_HERE", GUISU_BACKGROUND=told)

    with patch("guisu.config.background.Runner") as runner:
        background.start_if_wanted()

    assert runner.return_value.start.call_count == running


@drives("dedupe_days")
@pytest.mark.django_db
def test_repetitions_are_known_for_as_many_days(under: Under) -> None:
    for days in (2, 4):
        SeenMessage.objects.create(digest=f"{days}", seen_at=make.NOON - timedelta(days))
    under("DEDUPE_DAYS", GUISU_DEDUPE_DAYS="3")

    events.forget_seen(at=make.NOON)

    assert [row.digest for row in SeenMessage.objects.all()] == ["2"]


@drives("keep_days")
@pytest.mark.django_db
def test_tables_that_only_grow_end_by_their_days(under: Under) -> None:
    AuditEntry.objects.create(
        at=make.NOON - timedelta(days=31), staff_name="", action="x", subject="x"
    )
    retention.forget(at=make.NOON)
    usual = AuditEntry.objects.count()
    under("KEEP_DAYS", GUISU_KEEP_DAYS="audit=30, letters=90")

    retention.forget(at=make.NOON)

    assert (usual, AuditEntry.objects.count()) == (1, 0)


@drives("backups_kept_days")
@pytest.mark.django_db
def test_certificates_say_until_when_backups_hold_somebody(under: Under) -> None:
    services.erase(make.customer("Ada"), by=None, at=make.NOON)
    erasure = Erasure.objects.get()
    unsaid = selectors.certificate(erasure).backups_end_at
    under("BACKUPS_KEPT_DAYS", GUISU_BACKUPS_KEPT_DAYS="30")

    said = selectors.certificate(erasure).backups_end_at

    assert (unsaid, said) == (None, make.NOON + timedelta(days=30))


@drives("intake_backlog")
@pytest.mark.django_db
def test_senders_wait_from_so_many_messages_on(under: Under) -> None:
    _, token = make.write_key()
    under("INTAKE_BACKLOG", GUISU_INTAKE_BACKLOG="10")

    with patch("guisu.take_in.intake.selectors.waiting", return_value=11):
        answer = browser().post(
            "/v1/track",
            {"type": "track", "event": "Seen", "userId": "u"},
            content_type="application/json",
            headers={"authorization": make.basic(token)},
        )

    assert answer.status_code == 429


@drives("nothing_leaves")
@drives("leaves_to")
def test_nobody_is_called_but_who_was_named(under: Under) -> None:
    switched = {"GUISU_NOTHING_LEAVES": "on", "GUISU_LEAVES_TO": "Mail.example.com, mei@example.cn"}
    Gate().let("qyapi.weixin.qq.com")

    under("NOTHING_LEAVES", "LEAVES_TO", **switched)

    Gate().let("mail.example.com")
    Gate().let("smtp.example.com", to=("mei@example.cn",))
    with pytest.raises(ChannelError):
        Gate().let("qyapi.weixin.qq.com")


@drives("debug")
@pytest.mark.django_db
def test_error_pages_tell_details_to_developers_only(under: Under, settings: Any) -> None:
    plain = browser(make.mei()).get("/nowhere/").content.decode()

    under("DEBUG", GUISU_DEBUG="on")

    assert "Using the URLconf" not in plain
    assert "Using the URLconf" in browser(make.mei()).get("/nowhere/").content.decode()


def test_every_setting_is_driven_by_a_test() -> None:
    source = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    driven = set(re.findall(r'^@(?:pytest\.mark\.)?drives\("(\w+)"\)', source, re.MULTILINE))

    assert {field.name for field in fields(Environment)} - driven == set()


def test_no_guide_and_no_code_names_a_setting_that_does_not_exist() -> None:
    texts = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "guisu").rglob("*.py")]
    texts += [path for path in (ROOT / "deploy").iterdir() if path.is_file()]
    named = {
        name for path in texts for name in re.findall(r"GUISU_([A-Z_]+[A-Z])", path.read_text())
    }

    known = {field.name.upper() for field in fields(Environment)}

    assert {name for name in named - known if not name.startswith("TEST")} == set()
