"""Work of this room that takes a while."""

from django_tasks import task

from guisu.know.commerce.services import purchases


@task()
def count_all_purchases() -> None:
    """Count what everybody bought anew."""
    purchases.rebuild_all_purchases()
