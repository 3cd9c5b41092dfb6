"""The product's side of the soak, asked line by line: what an operator would press or read.

`python -m tests.soak.held` in the product's environment takes commands as JSON lists on standard
input and answers each with one line of JSON.
"""

# ruff: noqa: E402 - Django is set up before models are imported
import hashlib
import json
import os
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")

import django

django.setup()

from django.db.models import Count
from django.utils import timezone

from guisu.act.acquisition import services as greetings
from guisu.act.acquisition.models import Greeting
from guisu.doors.callbacks.models import Callback
from guisu.ground.channels import services
from guisu.ground.channels.models import Connection
from guisu.ground.events.models import Event
from guisu.know.customers.models import Identity, Tagging
from guisu.know.customers.services import tags as customer_tags
from guisu.know.groups.models import Group
from guisu.take_in.sync.models import CorpTag, Marking, Reading, Tie
from guisu.take_in.sync.services import marking, reading
from tests.sync import acts


def connect(settings: dict[str, Any]) -> str:
    """Connected, with words to greet with; the end of the callbacks' address."""
    now = timezone.now()
    made = services.connect(settings=settings, by=None, at=now)
    greetings.set_welcome(made, text="你好", by=None, at=now)
    return made.path


def read() -> int:
    """Press "read everything now"; the reading's number."""
    return int(reading.ask_for(Connection.objects.get(), at=timezone.now()).pk)


PATIENCE = 20


def mark(seed: int) -> None:
    """Tag some contacts ourselves, here and there: WeCom tells nobody of it."""
    chance = random.Random(seed)  # noqa: S311 - which, is no secret
    living = Tie.objects.filter(ended_at=None).select_related("connection", "colleague")
    tags = list(CorpTag.objects.filter(deleted_at=None).select_related("tag").order_by("pk"))
    some = chance.sample(list(living.order_by("pk")), 5)
    chosen = {tie.pk: chance.choice(tags) for tie in some}
    wishes = {pk: {corp_tag.corp_tag_id: True} for pk, corp_tag in chosen.items()}
    marking.wish(wishes, at=timezone.now())
    open_still = Marking.objects.filter(tie__in=chosen, state=Marking.State.WAITING)
    until = time.monotonic() + PATIENCE
    while open_still.exists() and time.monotonic() < until:
        if not marking.step():
            time.sleep(0.1)
    # What WeCom would not hear today nobody was given.
    open_still.filter(held_until=None).delete()
    for tie in Tie.objects.filter(pk__in=chosen).select_related("connection"):
        if chosen[tie.pk].corp_tag_id in tie.tag_ids:
            customer_tags.give(
                chosen[tie.pk].tag,
                [tie.customer_id],
                source=tie.connection.source,
                why="",
                by=None,
                at=timezone.now(),
            )


def busy(since: float) -> dict[str, int]:
    """What is still to be done, but for greetings owed before `since`, in Unix seconds."""
    began_at = datetime.fromtimestamp(since, UTC)
    owed = Greeting.objects.filter(state="waiting", came_at__gte=began_at)
    return {
        "greetings": owed.count(),
        "callbacks": Callback.objects.filter(state=Callback.State.WAITING).count(),
        "groups": Group.objects.exclude(look_at=None).count(),
        "readings": Reading.objects.filter(state__in=["waiting", "running"]).count(),
        "tags": Tie.objects.filter(tags_differ=True).count(),
        "markings": Marking.objects.filter(state=Marking.State.WAITING).count(),
    }


def held() -> dict[str, Any]:
    """All that the product holds of what a practice ground could tell, and how it went."""
    bodies = Callback.objects.values_list("body", flat=True)
    return {
        "ties": [[*key, *value] for key, value in sorted(acts.ties().items())],
        "groups": [[key, *value] for key, value in sorted(acts.groups().items())],
        "tags": sorted(CorpTag.objects.filter(deleted_at=None).values_list("corp_tag_id", "name")),
        "tagged": tagged(),
        "twice": told_twice(),
        "kept": [hashlib.sha256(body.encode()).hexdigest() for body in bodies],
        "callbacks": Counter(Callback.objects.values_list("state", flat=True)),
        "greetings": Counter(Greeting.objects.values_list("state", flat=True)),
        "readings": list(
            Reading.objects.order_by("pk").values("state", "found", "drift", "troubles")
        ),
    }


def tagged() -> list[list[str]]:
    """Contacts and the corp's tags that they have here.

    Who parted from somebody keeps the tags that they had by them; those are WeCom's no more.
    """
    names = dict(CorpTag.objects.filter(deleted_at=None).values_list("tag_id", "corp_tag_id"))
    known = Tie.objects.values_list("customer_id", "external_userid", "told_tag_ids", "ended_at")
    contacts = {customer: contact for customer, contact, _, _ in known}
    living = {(who, tag) for _, who, told, ended in known if ended is None for tag in told}
    past = {(who, tag) for _, who, told, ended in known if ended is not None for tag in told}
    given = Tagging.objects.filter(tag__in=names, customer__in=contacts)
    pairs = given.values_list("customer_id", "tag_id")
    here = {(contacts[customer], names[tag]) for customer, tag in pairs}
    return sorted(map(list, here - (past - living)))


def told_twice() -> list[str]:
    """Facts of the log that say the same of one person twice, and contacts that are two people."""
    kinds = ["contact.added", "contact.ended", "group.joined", "group.left"]
    facts = Event.objects.filter(kind__in=kinds).values(
        "kind", "customer_id", "subject", "occurred_at"
    )
    twice = facts.annotate(times=Count("pk")).filter(times__gt=1)
    contacts = Identity.objects.filter(channel="external_userid").values("value")
    double = contacts.annotate(times=Count("customer", distinct=True)).filter(times__gt=1)
    return [str(one) for one in [*twice[:10], *double[:10]]]


COMMANDS = {each.__name__: each for each in (connect, read, mark, busy, held)}


def main() -> None:
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        answer = COMMANDS[command](*arguments)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
