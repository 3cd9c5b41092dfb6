"""`guisu serve`: the pages, the API and, on one machine, all background work."""

import typer

from guisu.config import start


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=start.RUN)(serve)


def serve(
    host: str = typer.Option("", help="Address to listen on; GUISU_HOST otherwise."),
    port: int = typer.Option(
        0, help="Port to listen on; GUISU_PORT otherwise.", show_default=False
    ),
) -> None:
    """Start the product: pages, API and background work.

    Brings the tables up to date first. Stop it with Ctrl+C: requests under way are finished.

    **Example:** `guisu serve --port 8080`
    """
    start.django()
    from guisu.config import server

    start.prepare()
    typer.echo(f"Guisu on {server.address_of(host, port)}  (Ctrl+C stops it)")
    server.run(host=host, port=port)
