"""`guisu secrets`: change the key that seals stored secrets."""

import typer

from guisu.config import start

group = typer.Typer(no_args_is_help=True, help="Look after the key that seals stored secrets.")


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="secrets", rich_help_panel=start.KEEP)


@group.callback()
def _whole() -> None:
    """Keep the commands of the group apart from the group itself."""


@group.command()
def rotate() -> None:
    """Seal all stored secrets with the newest key, the first of GUISU_ENCRYPTION_KEYS.

    Put a new key in front of the old one (in the variable, or as the first line of
    encryption.keys in the data folder), restart, run this, then take the old key away.

    **Example:** `guisu secrets rotate`
    """
    start.with_tables()
    from django.utils import timezone

    from guisu.ground.channels import services
    from guisu.ground.channels.safe import SecretUnreadable
    from guisu.ground.proof.services import factors

    try:
        done = services.reseal(at=timezone.now())
        of_people = factors.reseal()
    except SecretUnreadable as refused:
        start.refuse(str(refused))
    typer.echo(f"Sealed the secrets of {done} connections and {of_people} second factors anew.")
