"""That the bytes of who was erased leave the files: the stores' soon, the warehouse's in a day."""

from datetime import datetime

from guisu.ground.database.wiping import cut_off_logs
from guisu.ground.warehouse import rebuilding
from guisu.know.customers.models import Erasure


def wipe_stores(*, at: datetime) -> bool:
    """Cut off the stores' logs if an erasure stands in them. False: somebody reads, try again."""
    done = Erasure.objects.filter(searched_at__lt=at, stores_wiped_at=None)
    if not done.exists():
        return True
    # What is found over by now stands in the logs before they are cut off.
    keys = list(done.values_list("pk", flat=True))
    if not cut_off_logs():
        return False
    Erasure.objects.filter(pk__in=keys).update(stores_wiped_at=at)
    return True


def wipe_warehouse(*, at: datetime) -> bool:
    """Make the warehouse anew if an erasure stands in its file. True when it was."""
    done = Erasure.objects.filter(searched_at__lt=at, warehouse_wiped_at=None)
    keys = list(done.values_list("pk", flat=True))
    if not keys:
        return False
    if rebuilding.keeps_what_was_deleted():
        rebuilding.rebuild()
    Erasure.objects.filter(pk__in=keys).update(warehouse_wiped_at=at)
    return bool(keys)
