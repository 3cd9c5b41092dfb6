"""`guisu doctor`: what is wrong with the connections to providers, and where to click."""

from typing import TYPE_CHECKING

import typer

from guisu.config import start

if TYPE_CHECKING:
    from guisu.ground.channels.models import Connection
    from guisu.ground.channels.port import Advice, Finding

MARKS = {"good": "✓", "bad": "✗", "unknown": "?"}


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=start.KEEP)(doctor)


def doctor() -> None:
    """Look at every connection, to WeCom and to mail: keys, address, clock, permissions, callbacks.

    Says in Chinese and English what is wrong and where to click. Ends with 1 if something is.

    **Example:** `guisu doctor`
    """
    start.with_tables()
    from guisu.ground.channels import selectors

    start.translate()
    connections = list(selectors.in_use())
    if not connections:
        start.refuse("Nothing is connected to WeCom yet. 还没有连接企业微信。")
    sick = [connection for connection in connections if _is_sick(connection)]
    if sick:
        raise typer.Exit(1)


def _is_sick(connection: "Connection") -> bool:
    from django.utils import timezone

    from guisu.doors.callbacks.selectors import heard
    from guisu.ground.channels.carriers import adapter_of
    from guisu.ground.channels.port import State

    adapter = adapter_of(connection)
    heard_at = heard(connection).last_at
    found = adapter.examine(connection, at=timezone.now(), heard_at=heard_at)
    typer.echo(f"\n{connection.name} · {connection.account}")
    for finding in found:
        _tell(finding, adapter.advice[finding.check])
    return any(finding.state is State.BAD for finding in found)


def _tell(finding: "Finding", advice: "Advice") -> None:
    from django.utils import translation

    more = " ".join(part for part in (finding.detail, _code(finding.code)) if part)
    for number, language in enumerate(("zh-hans", "en")):
        with translation.override(language):
            lead = "  " if number else MARKS[finding.state]
            looked_at = translation.gettext(advice.looked_at)
            typer.echo(f" {lead} {looked_at} {more if not number else ''}".rstrip())
            if finding.is_to_mend:
                typer.echo(f"     → {translation.gettext(advice.to_do)}")


def _code(code: int) -> str:
    return f"({code})" if code else ""
