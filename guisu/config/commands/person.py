"""`guisu export` and `guisu erase`: one person's data, for whoever answers their request."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from guisu.config import start

if TYPE_CHECKING:
    from guisu.know.customers.models import Customer

WHO = typer.Argument(help="The customer's number, or all of a phone, e-mail address or other ID.")
OWNERS_ALONE = 0o600


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=start.KEEP)(export)
    app.command(rich_help_panel=start.KEEP)(erase)


def export(
    who: str = WHO,
    to: Path | None = typer.Option(None, help="File to write; the terminal otherwise."),
) -> None:
    """Write all that is held of one person as JSON, as the console gives it to them.

    Noted in the audit log. A file is made for its owner alone, and replaces none.

    **Example:** `guisu export 13800138000 --to copy.json`
    """
    start.with_tables()
    from django.utils import timezone

    from guisu.know.customers import services

    told = services.hand_out(_person(who), by=None, at=timezone.now())
    text = json.dumps(told, ensure_ascii=False, indent=2)
    if to is None:
        typer.echo(text)
        return
    try:
        with os.fdopen(
            os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNERS_ALONE), "w"
        ) as file:
            file.write(text)
    except OSError as error:
        start.refuse(f"Cannot write {to}: {error.strerror}.")
    typer.echo(f"Written: {to}")


def erase(
    who: str = WHO,
    yes: bool = typer.Option(False, "--yes", help="Do it without asking."),
) -> None:
    """Forget one person: names, identities, traits and evidence go; orders and amounts stay.

    It cannot be taken back. The customer's page shows the certificate afterwards.

    **Example:** `guisu erase 13800138000`
    """
    start.with_tables()
    from django.utils import timezone

    from guisu.ground.kernel.refusals import Refusal
    from guisu.know.customers import services

    person = _person(who)
    if not yes:
        typer.confirm(
            f"Erase {person.name or 'nobody by name'} (#{person.pk}) for good?", abort=True
        )
    try:
        services.erase(person, by=None, at=timezone.now())
    except Refusal as refusal:
        start.refuse(str(refusal))
    typer.echo(f"Erased #{person.pk}. Its events empty in the background, while the product runs.")


def _person(who: str) -> "Customer":
    """The one person that goes by exactly this; none or several end the command."""
    from guisu.know.customers import selectors

    found = list(selectors.going_by(who))
    if not found:
        start.refuse(f"Nobody goes by {who}. Give a customer's number, or a whole phone or ID.")
    if len(found) > 1:
        numbers = ", ".join(f"#{each.pk}" for each in found)
        start.refuse(f"Several people go by {who}: {numbers}. Give the number of one: #12.")
    return found[0]
