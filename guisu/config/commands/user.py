"""`guisu user`: accounts from the shell, for when nobody can sign in."""

from typing import TYPE_CHECKING

import typer

from guisu.config import start

if TYPE_CHECKING:
    from guisu.ground.staff.models import Staff

users = typer.Typer(
    no_args_is_help=True,
    help="Open accounts and choose passwords on the shell, when nobody can sign in.",
)


def register(app: typer.Typer) -> None:
    app.add_typer(users, name="user", rich_help_panel=start.KEEP)


PASSWORD = typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for.")


@users.command()
def create(
    username: str = typer.Argument(help="The name to sign in with"),
    name: str = typer.Option("", help="How colleagues call them; the user name otherwise."),
    post: str = typer.Option(
        "owner", help="owner, operator, store_manager, adviser, service or analyst."
    ),
    password: str = PASSWORD,
) -> None:
    """Open an account.

    **Example:** `guisu user create mei --post owner`
    """
    start.begun()
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from guisu.ground.kernel.refusals import Refusal
    from guisu.ground.staff import services
    from guisu.ground.staff.domain import Post

    if post not in list(Post):
        start.refuse(f"There is no post {post!r}; one of: {', '.join(Post)}")
    profile = {"username": username, "name": name or username}
    try:
        services.hire(
            profile=profile,
            post=Post(post),
            stores=[],
            password=password,
            by=None,
            at=timezone.now(),
        )
    except (Refusal, ValidationError) as refusal:
        start.refuse(_said(refusal))
    typer.echo(f"{username} may sign in.")


@users.command()
def password(
    username: str = typer.Argument(help="The name they sign in with"), password: str = PASSWORD
) -> None:
    """Choose a new password for somebody, and end their sessions.

    **Example:** `guisu user password mei`
    """
    start.with_tables()
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from guisu.ground.staff import services

    person = _person(username)
    try:
        services.choose_password(person, password=password, by=person, at=timezone.now())
    except ValidationError as refusal:
        start.refuse(_said(refusal))
    typer.echo(f"{username} has a new password.")


@users.command()
def unlock(username: str = typer.Argument(help="The name they sign in with")) -> None:
    """Let somebody in who lost their second factor, or whose sign-in is paused.

    Takes the second factor and the recovery codes away and ends their sessions; the password
    stays. Where their post needs a second factor, the next sign-in sets up a new one.

    **Example:** `guisu user unlock mei`
    """
    start.with_tables()
    from axes.utils import reset
    from django.utils import timezone

    from guisu.ground.proof.services import factors

    person = _person(username)
    had = factors.reset(person, by=None, at=timezone.now())
    paused = reset(username=person.username.casefold())
    typer.echo(f"{'Second factor taken away. ' if had else ''}Pauses lifted: {paused}.")
    typer.echo(f"{username} may sign in with the password.")


def _person(username: str) -> "Staff":
    from guisu.ground.staff.models import Staff

    found = Staff.objects.filter(username__iexact=username).first()
    if found is None:
        start.refuse(f"There is no account {username!r}.")
    return found


def _said(refusal: Exception) -> str:
    return " ".join(getattr(refusal, "messages", None) or [str(refusal)])
