"""The rules of a corp, held by whoever changes them or plans by them."""

from guisu.act.messaging.models import Rules
from guisu.ground.channels.models import Connection
from guisu.ground.channels.selectors import of_one_holder


def held(connection: Connection) -> Rules:
    """Those of all connections of the corp, locked until the transaction ends.

    Two that plan at once would each not see what the other is about to send.
    """
    theirs = of_one_holder(connection)
    known = Rules.objects.select_for_update(of=("self",)).filter(connection__in=theirs)
    if found := known.order_by("connection").first():
        return found
    made, _ = Rules.objects.select_for_update().get_or_create(connection=theirs.first())
    return made
