"""`guisu doctor`: what is wrong with the connections to WeCom, and where to click."""

from typing import TYPE_CHECKING

import typer

from guisu.config import start

if TYPE_CHECKING:
    from guisu.ground.channels.models import Connection
    from guisu.ground.channels.wecom.doctor import Finding

MARKS = {"good": "✓", "bad": "✗", "unknown": "?"}


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=start.KEEP)(doctor)


def doctor() -> None:
    """Look at every connection to WeCom: keys, address, clock, permissions, callbacks.

    Says in Chinese and English what is wrong and where to click. Ends with 1 if something is.

    **Example:** `guisu doctor`
    """
    start.with_tables()
    from guisu.ground.channels import selectors

    start.translate()
    connections = list(selectors.connections())
    if not connections:
        start.refuse("Nothing is connected to WeCom yet. 还没有连接企业微信。")
    sick = [connection for connection in connections if _is_sick(connection)]
    if sick:
        raise typer.Exit(1)


def _is_sick(connection: "Connection") -> bool:
    from django.utils import timezone

    from guisu.doors.callbacks.selectors import heard
    from guisu.ground.channels.wecom.doctor import State, examine

    last_at = heard(connection).last_at
    found = examine(connection, at=timezone.now(), last_callback_at=last_at)
    typer.echo(f"\n{connection.name} · {connection.corp_id} · {connection.agent_id}")
    for finding in found:
        _tell(finding)
    return any(finding.state is State.BAD for finding in found)


def _tell(finding: "Finding") -> None:
    from django.utils import translation

    from guisu.ground.channels.wecom.advice import LOOKED_AT, TO_DO

    more = " ".join(part for part in (finding.detail, _code(finding.code)) if part)
    for number, language in enumerate(("zh-hans", "en")):
        with translation.override(language):
            lead = "  " if number else MARKS[finding.state]
            typer.echo(f" {lead} {LOOKED_AT[finding.check]} {more if not number else ''}".rstrip())
            if finding.is_to_mend:
                typer.echo(f"     → {TO_DO[finding.check]}")


def _code(code: int) -> str:
    return f"({code})" if code else ""
