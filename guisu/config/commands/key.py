"""`guisu key`: keys for SDKs and scripts from the shell, for set-ups that nobody clicks through."""

import typer

from guisu.config import start

group = typer.Typer(no_args_is_help=True, help="Make and revoke keys for SDKs and scripts.")


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="key", rich_help_panel=start.KEEP)


@group.command()
def create(
    name: str = typer.Argument(help="Who or what will hold it: shop, mini-program."),
    scope: list[str] = typer.Option(["events:write"], help="What it opens; give it several times."),
    store: str = typer.Option("", help="Code of the store it is for; the whole organisation else."),
) -> None:
    """Make a key and print its token, which is shown only now.

    **Example:** `guisu key create shop --scope events:write --scope orders:write`
    """
    start.with_tables()
    from django.utils import timezone

    from guisu.ground.staff import services
    from guisu.ground.staff.domain import WHOLE_ORGANISATION, KeyScope, NotForOneStore
    from guisu.ground.staff.models import Store

    if strange := sorted(set(scope) - set(KeyScope)):
        start.refuse(f"There is no scope {strange[0]!r}; one of: {', '.join(KeyScope)}")
    at = Store.objects.filter(code=store).first() if store else None
    if store and at is None:
        start.refuse(f"There is no store with the code {store!r}.")
    scopes = [KeyScope(each) for each in scope]
    if at is not None and WHOLE_ORGANISATION.intersection(scopes):
        start.refuse(str(NotForOneStore()))
    key, token = services.make_key(name, scopes=scopes, store=at, by=None, at=timezone.now())
    typer.echo(f"Key {key.pk} of {key.name}: keep the token, it is not shown again.", err=True)
    typer.echo(token)


@group.command(name="list")
def listed() -> None:
    """List the keys: number, name, what they open, and whether they still do.

    **Example:** `guisu key list`
    """
    start.with_tables()
    from guisu.ground.staff import selectors

    for key in selectors.access_keys():
        state = "revoked" if key.revoked_at else "alive"
        typer.echo(f"{key.pk:>4}  {state:<8} {key.hint}…  {key.name}  {', '.join(key.scopes)}")


@group.command()
def revoke(
    number: int = typer.Argument(help="The key's number, as `guisu key list` tells."),
) -> None:
    """Close a key at once. Safe to repeat.

    **Example:** `guisu key revoke 3`
    """
    start.with_tables()
    from django.utils import timezone

    from guisu.ground.staff import selectors, services

    key = selectors.access_keys().filter(pk=number).first()
    if key is None:
        start.refuse(f"There is no key {number}.")
    services.revoke_key(key, by=None, at=timezone.now())
    typer.echo(f"{key.name} opens nothing any more.")
