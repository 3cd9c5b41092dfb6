"""What other processes do with imports."""

from django.utils import timezone

from guisu.take_in.imports import services
from guisu.take_in.imports.models import Import


def run(pk: str) -> None:
    """Take the import in from its checkpoint; prints the rows read after each batch."""

    def tell(imported: Import) -> None:
        print(imported.rows_read, flush=True)

    services.run(int(pk), clock=timezone.now, on_batch=tell)
