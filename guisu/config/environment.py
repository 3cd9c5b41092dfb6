"""Every `GUISU_*` variable, read once, with its default and meaning.

`guisu settings` prints this table; docs/running.md explains it.
"""

import base64
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from guisu.ground.kernel.addresses import Proxies

ROOT = Path(__file__).resolve().parents[2]
ON, OFF = frozenset({"1", "on", "true", "yes"}), frozenset({"0", "off", "false", "no", ""})
# What tests are told by variables of the same family.
NOT_OURS = "GUISU_TEST_"
_KEPT = re.compile(r"[a-z_]+=[1-9]\d{0,4}")
SWITCHES = ("https", "background", "debug", "nothing_leaves")
SEALING_KEY_BYTES = 32
NUMBERS = {
    "port": (1, 65_535),
    "web_processes": (1, 1_000),
    "web_threads": (1, 1_000),
    "dedupe_days": (2, 3_650),
    "intake_backlog": (1, 1_000_000_000),
    "backups_kept_days": (0, 36_500),
    "backup_hours": (1, 8_760),
}
CHOICES = {
    "warehouse": ("", "duckdb", "postgresql"),
    "log_level": ("debug", "info", "warning", "error"),
    "log_format": ("plain", "json"),
}


def _variable(default: str, meaning: str) -> str:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Environment:
    """One field a variable: `data` is `GUISU_DATA`. Values are text, as the shell gives them."""

    data: str = _variable(str(ROOT / "var"), "Folder of the embedded stores, uploads and secrets.")
    database: str = _variable(
        "", "postgresql://user:password@host:5432/name; empty: SQLite in the data folder."
    )
    warehouse: str = _variable(
        "", "duckdb (default on SQLite) or postgresql (default on PostgreSQL)."
    )
    secret_key: str = _variable("", "Signs sessions; empty: made once and kept in the data folder.")
    encryption_keys: str = _variable(
        "", "Seal stored secrets, by comma, newest first; empty: kept in the data folder."
    )
    host: str = _variable("127.0.0.1", "Address to listen on.")
    port: str = _variable("8300", "Port to listen on.")
    allowed_hosts: str = _variable(
        "127.0.0.1,localhost,[::1]", "Host names to answer to, by comma; * for any."
    )
    address: str = _variable(
        "", "https://guisu.example.com: where staff open the console, for links in their messages."
    )
    https: str = _variable(
        "off", "on behind TLS: secure cookies, and X-Forwarded-Proto is trusted."
    )
    proxies: str = _variable(
        "0",
        "Reverse proxies in front whose X-Forwarded-For is believed: how many, or their addresses.",
    )
    web_processes: str = _variable(
        "1", "Web processes of `guisu serve`; more than one needs PostgreSQL."
    )
    web_threads: str = _variable("6", "Request threads a web process.")
    background: str = _variable(
        "on", "off: `guisu serve` answers pages only, and `guisu worker` does the rest."
    )
    dedupe_days: str = _variable("7", "Days for which a repeated event is recognised; at least 2.")
    intake_backlog: str = _variable(
        "1000000", "Messages waiting for the log beyond which senders are told to try later."
    )
    keep_days: str = _variable(
        "", "audit=1095,crossings=730: days for which tables that only grow are kept, by name."
    )
    backup_folder: str = _variable(
        "", "Folder into which `guisu serve` writes backups of itself; empty: none. SQLite only."
    )
    backup_hours: str = _variable("24", "Hours between two of these backups.")
    backups_kept_days: str = _variable(
        "0", "Days after which backups are deleted, of GUISU_BACKUP_FOLDER by itself; 0: never."
    )
    nothing_leaves: str = _variable(
        "off", "on: for copies and tests; nobody outside is called or written to."
    )
    leaves_to: str = _variable(
        "", "Hosts and e-mail addresses, by comma, that are reached even then."
    )
    log_level: str = _variable("info", "debug, info, warning or error: the least that is logged.")
    log_format: str = _variable("plain", "plain, or json: one object a line.")
    debug: str = _variable("off", "on: error pages with details. Never in production.")

    @classmethod
    def read(cls) -> "Environment":
        names = [f.name for f in fields(cls)]
        given = {
            name: os.environ[key]
            for name in names
            if (key := f"GUISU_{name.upper()}") in os.environ
        }
        return cls(**given)

    def problems(self) -> list[str]:
        """What cannot be, a sentence each; empty where all can."""
        wrong = [
            f"GUISU_{name.upper()} must be a whole number from {least:,} to {most:,}."
            for name, (least, most) in NUMBERS.items()
            if not _is_within(getattr(self, name), least, most)
        ]
        wrong += [
            f"GUISU_{name.upper()} must be on or off."
            for name in SWITCHES
            if getattr(self, name).lower() not in ON | OFF
        ]
        if not all(map(_KEPT.fullmatch, self.kept_days())):
            wrong.append("GUISU_KEEP_DAYS must be names and days by comma: audit=365,letters=90.")
        if not _is_readable(self.proxies):
            wrong.append("GUISU_PROXIES must be a number from 0 to 100, or addresses by comma.")
        wrong += [
            f"GUISU_{name.upper()} must be one of: {', '.join(filter(None, choices))}."
            for name, choices in CHOICES.items()
            if getattr(self, name).lower() not in choices
        ]
        if self.backup_folder and self.database:
            wrong.append("GUISU_BACKUP_FOLDER is for the embedded stores; PostgreSQL has pg_dump.")
        if self.database and urlsplit(self.database).scheme not in {"postgresql", "postgres"}:
            wrong.append("GUISU_DATABASE must be empty or begin with postgresql://.")
        if not all(_is_sealing_key(key) for key in self.encryption_keys.replace(",", " ").split()):
            wrong.append("GUISU_ENCRYPTION_KEYS must be Fernet keys, by comma.")
        return wrong

    @staticmethod
    def unknown(given: Mapping[str, str] = os.environ) -> list[str]:
        """A sentence for each variable of our family that nothing reads, with the nearest one."""
        known = [f"GUISU_{each.name.upper()}" for each in fields(Environment)]
        strange = sorted(
            name
            for name in given
            if name.startswith("GUISU_") and not name.startswith(NOT_OURS) and name not in known
        )
        return [
            f"{name} is not known, and changes nothing"
            + "".join(f"; did you mean {near}?" for near in get_close_matches(name, known, n=1))
            for name in strange
        ]

    def kept_days(self) -> list[str]:
        """`name=days`, as they are given."""
        return [each.strip() for each in self.keep_days.split(",") if each.strip()]

    @property
    def data_folder(self) -> Path:
        """Made where it is not there, for this account alone."""
        folder = Path(self.data).expanduser().resolve()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def is_on(self, name: str) -> bool:
        return str(getattr(self, name)).lower() in ON

    @property
    def is_reachable(self) -> bool:
        """Whether others than this machine's people may open it, by what the settings tell."""
        names = [name.strip() for name in self.allowed_hosts.split(",") if name.strip()]
        return bool(Proxies.told(self.proxies)) or not all(map(_is_loopback, [self.host, *names]))

    def signing_key(self) -> str:
        """The given key, or one made on first use and kept readable by the owner alone."""
        if self.secret_key:
            return self.secret_key
        return self._kept("secret.key", secrets.token_urlsafe(48))

    def sealing_keys(self) -> list[str]:
        """The given keys, or those kept in a file, one a line; the first one seals."""
        given = self.encryption_keys.replace(",", " ")
        made = base64.urlsafe_b64encode(secrets.token_bytes(SEALING_KEY_BYTES)).decode()
        return given.split() or self._kept("encryption.keys", made).split()

    def _kept(self, name: str, made: str) -> str:
        """What the file holds; `made` if there is none. Whoever makes it first decides."""
        kept = self.data_folder / name
        if not kept.exists():
            whole = kept.with_name(f"{name}.{os.getpid()}")
            whole.touch(mode=0o600)
            whole.write_text(made)
            with suppress(FileExistsError):
                kept.hardlink_to(whole)
            whole.unlink()
        return kept.read_text().strip()


def _is_readable(proxies: str) -> bool:
    try:
        Proxies.told(proxies)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    name = host.strip("[]").lower()
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def _is_within(told: str, least: int, most: int) -> bool:
    return told.isascii() and told.isdecimal() and least <= int(told) <= most


def _is_sealing_key(told: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(told)) == SEALING_KEY_BYTES
    except ValueError:
        return False
