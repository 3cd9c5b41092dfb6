"""What an upgraded installation holds, as JSON: run as a process of its own on its data folder."""

import json
import os
from collections import Counter
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
django.setup()

from django.db.models import F  # noqa: E402 - Django comes first

from guisu.act.acquisition.models import Greeting  # noqa: E402
from guisu.act.handovers.models import Part  # noqa: E402
from guisu.act.messaging.models import Broadcast, Errand, Recipient  # noqa: E402
from guisu.act.outreach.models import ConsentRule  # noqa: E402
from guisu.act.stafftasks.models import Notice  # noqa: E402
from guisu.doors.callbacks.models import Callback  # noqa: E402
from guisu.ground.channels.models import Connection  # noqa: E402
from guisu.ground.channels.wecom.settings import settings_of  # noqa: E402
from guisu.ground.jobs import naming  # noqa: E402
from guisu.ground.jobs.models import Job, PeriodicRun  # noqa: E402
from guisu.know.commerce.models import Order  # noqa: E402
from guisu.know.customers.models import Customer, Identity  # noqa: E402
from guisu.know.groups.models import Membership  # noqa: E402
from guisu.know.segments.models import Member, Segment  # noqa: E402


def states(rows: Any) -> dict[str, int]:
    return dict(sorted(Counter(rows.values_list("state", flat=True)).items()))


def found(name: str) -> bool:
    """Whether the task that a waiting job names can be called."""
    return callable(naming.find(name).func)


def seen() -> dict[str, Any]:
    return {
        "customers": Customer.objects.count(),
        "identities": Identity.objects.count(),
        "memberships": Membership.objects.count(),
        "orders": Order.objects.count(),
        "total": sum(Order.objects.filter(currency="CNY").values_list("total_minor", flat=True)),
        "francs": Order.objects.get(number="XOF-1").total_minor,
        "members": {
            one.name: Member.objects.filter(segment=one).count() for one in Segment.objects.all()
        },
        "broadcasts": dict(Broadcast.objects.values_list("title", "state")),
        "receivers": states(Recipient.objects),
        "errands": states(Errand.objects),
        "asks_first": sorted(ConsentRule.objects.values_list("channel", "purpose", "need")),
        "greetings": states(Greeting.objects),
        "greetings_under_way": Greeting.objects.filter(held_until=F("due_at")).count(),
        "greetings_spared": sorted(
            Greeting.objects.filter(state="dropped").values_list("code", flat=True)
        ),
        "callbacks": states(Callback.objects),
        "parts": states(Part.objects),
        "notices": states(Notice.objects),
        "jobs": {job.task: found(job.task) for job in Job.objects.filter(state="waiting")},
        "keys": sorted(job.key for job in Job.objects.exclude(key="")),
        "slots": sorted(PeriodicRun.objects.values_list("name", flat=True)),
        "secret": bool(settings_of(Connection.objects.get()).secret),
    }


print(json.dumps(seen()))
