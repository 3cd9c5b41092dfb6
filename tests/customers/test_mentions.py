"""What others wrote of somebody erased is found wherever it stands, shown, and blanked."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.db import IntegrityError, models, transaction

from guisu.ground.database import texts
from guisu.ground.events import delivery
from guisu.ground.events.models import Event
from guisu.ground.events.services import record_many
from guisu.ground.jobs import worker
from guisu.ground.kernel.whose import Whose
from guisu.ground.staff.models import AuditEntry, Store
from guisu.ground.staff.services import audit
from guisu.ground.warehouse.models import Change
from guisu.know.customers import services
from guisu.know.customers.domain.refusals import MentionChanged, MentionNeedsHand, MentionSettled
from guisu.know.customers.domain.spellings import Words
from guisu.know.customers.models import Customer, Erasure, Mention, TagGroup
from guisu.know.customers.services import mentions
from guisu.know.segments.models import Segment
from tests import make, world
from tests.channels.acts import connection

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(days=1)
PHONE, MAIL, EARLIER, NOW = "+8613800138000", "p.blossom@example.com", "李梅花", "Plum Blossom"
PLUM = Words.of({("phone", PHONE), ("email", MAIL)}, {EARLIER, NOW})


def plum() -> Customer:
    person = make.customer(EARLIER, identities={"phone": PHONE, "email": MAIL, "user_id": "plum-1"})
    services.edit(person, changes={"name": NOW}, by=make.mei(), at=make.NOON)
    return person


def erased(person: Customer) -> Erasure:
    services.erase(person, by=make.mei(), at=LATER)
    erasure = Erasure.objects.get(customer=person)
    mentions.search(erasure, at=LATER)
    erasure.refresh_from_db()
    return erasure


def rows_naming_them() -> set[str]:
    """Columns of every table in which the person still stands, but for the sealed words."""
    found = set()
    for column in texts.declared().values():
        if column.whose is Whose.NEVER:
            continue
        for value in column.model._default_manager.values_list(column.name, flat=True):
            if PLUM.found(str(value)):
                found.add(column.label)
    return found


def inscribe(column: texts.Column, text: str) -> bool:
    """Write `text` into one row's column, beside what stood there; whether there is a row."""
    row = column.model._default_manager.order_by("-pk").first()
    if row is None:
        return False
    is_json = isinstance(column.model._meta.get_field(column.name), models.JSONField)
    value: Any = {"told": ["of", text]} if is_json else text
    try:
        with transaction.atomic():
            column.model._default_manager.filter(pk=row.pk).update(**{column.name: value})
    except IntegrityError:  # a state of the row forbids it
        return False
    return True


def test_every_column_that_can_hold_words_is_declared() -> None:
    declared = texts.declared()

    missing = [label for label in texts.wordy() if label not in declared]

    assert missing == [], "say in the room's texts.py what it may say of people"


@pytest.mark.parametrize("spelled", ["138 0013 8000", "P.Blossom@Example.com", EARLIER])
def test_wherever_they_are_mentioned_they_are_found_and_blanked(spelled: str) -> None:
    make.mei()
    house = world.begin(connection())
    world.open_store(house, "North")
    person = plum()
    make.customer("Kim")
    audit("x.noted", subject="x", by=make.mei(), at=make.NOON)
    written = [each for each in texts.searched() if inscribe(each, f"for {spelled}")]
    assert len({each.model for each in written}) > 20

    erasure = erased(person)
    seen = [(each.table, each.instead) for each in erasure.mentions.all()]
    for each in erasure.mentions.all():
        services.blank_mention(each, by=make.mei(), at=LATER)

    assert rows_naming_them() == set()
    assert all(not PLUM.found(str(instead)) for _, instead in seen)
    decided = {each.model._meta.label_lower for each in written if each.whose is Whose.OTHERS}
    assert decided <= {table for table, _ in seen}
    assert not erasure.mentions.exclude(instead={}).exists()


def test_what_the_product_noted_goes_by_itself_and_is_counted() -> None:
    person, mei = plum(), make.mei()
    for asked in (
        quote_plus("+86 138 0013 8000"),
        MAIL.upper(),
        quote_plus(EARLIER),
        "13800138000",
    ):
        audit(
            "customers.exported",
            subject="customers",
            by=mei,
            at=make.NOON,
            after={"filters": f"q={asked}&seen=30"},
        )

    erasure = erased(person)

    told = AuditEntry.objects.filter(action="customers.exported").values_list("after", flat=True)
    assert [each["filters"] for each in told] == ["q=…&seen=30"] * 4
    assert erasure.removed == {"staff.auditentry": 4}
    assert not erasure.mentions.exists()
    assert (erasure.sealed_words, erasure.searched_at) == ("", LATER)


def test_a_namesake_is_not_taken_for_them() -> None:
    person = plum()
    other = make.customer(NOW, identities={"user_id": "other-1"})

    erasure = erased(person)

    other.refresh_from_db()
    assert (other.name, other.traits) == (NOW, {"name": NOW})
    assert not erasure.mentions.exists()


def test_what_other_people_told_of_them_is_shown_and_blanked_in_the_warehouse_too() -> None:
    person, other = plum(), make.customer("Kim")
    with transaction.atomic():
        record_many(
            [make.entry("Gift sent", make.NOON, other.pk, properties={"to": NOW, "phone": PHONE})],
            at=make.NOON,
        )
    erasure = erased(person)
    Change.objects.all().delete()

    services.blank_mention(erasure.mentions.get(), by=make.mei(), at=LATER)

    assert Event.objects.get(kind="Gift sent").properties == {"to": "…", "phone": "…"}
    assert list(Change.objects.values_list("dimension", "row_id")) == [("events_of", other.pk)]


def test_a_segment_about_them_is_told_apart_from_one_that_is_changed_meanwhile() -> None:
    person = plum()
    kept = Segment.objects.create(
        name=f"Friends of {NOW}",
        name_key="a",
        definition=f'{{"phone": "{PHONE}"}}',
        made_at=make.NOON,
        changed_at=make.NOON,
    )
    erasure = erased(person)
    edition = kept.edition
    Segment.objects.filter(pk=kept.pk).update(description="changed")

    with pytest.raises(MentionChanged):
        services.blank_mention(erasure.mentions.get(), by=make.mei(), at=LATER)
    Segment.objects.filter(pk=kept.pk).update(description="")
    services.blank_mention(erasure.mentions.get(), by=make.mei(), at=LATER)

    kept.refresh_from_db()
    assert (kept.name, kept.definition) == ("Friends of …", '{"phone": "…"}')
    assert kept.edition == edition + 1
    with pytest.raises(MentionSettled):
        services.leave_mention(erasure.mentions.get(), by=make.mei(), at=LATER)


def test_what_may_stay_is_left_and_remembered() -> None:
    person = plum()
    store = Store.objects.create(name=f"{NOW} Avenue", code="avenue")
    erasure = erased(person)

    services.leave_mention(erasure.mentions.get(), by=make.mei(), at=LATER)

    mention = Mention.objects.get()
    assert (mention.left_at, mention.instead, mention.is_open) == (LATER, {}, False)
    assert Store.objects.get(pk=store.pk).name == f"{NOW} Avenue"


def test_two_that_would_be_called_the_same_need_a_hand() -> None:
    person = plum()
    for name in ("…", NOW):
        TagGroup.objects.create(kind="value", name=name, key=name)
    erasure = erased(person)

    with pytest.raises(MentionNeedsHand):
        services.blank_mention(erasure.mentions.get(), by=make.mei(), at=LATER)

    assert erasure.mentions.get().is_open


def test_a_name_that_is_a_word_too_is_a_mention_beside_another_sign_only() -> None:
    person = make.customer("阳光", identities={"phone": PHONE})
    for code, name in enumerate(("阳光房", "阳光房 13800138000", "阳光", "阳光明媚的店")):
        Store.objects.create(name=name, code=f"s{code}")
    make.customer("阳光明媚")
    make.customer("阳光~")

    erasure = erased(person)

    told = sorted(each.instead["name"] for each in erasure.mentions.filter(table="staff.store"))
    assert told == ["…", "…房 …"]
    assert erasure.mentions.count() == len(told)


def test_a_search_that_died_begins_anew_and_finds_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    person, mei = plum(), make.mei()
    monkeypatch.setattr(mentions, "AT_ONCE", 3)
    for _ in range(7):
        audit("x.noted", subject="x", by=mei, at=make.NOON, after={"q": PHONE})
    Store.objects.create(name=f"{NOW} Avenue", code="avenue")
    services.erase(person, by=mei, at=LATER)
    settle, calls = mentions._settle, []

    def dies(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise RuntimeError("killed")
        settle(*args)

    monkeypatch.setattr(mentions, "_settle", dies)
    with pytest.raises(RuntimeError):
        mentions.search(Erasure.objects.get(), at=LATER)
    mentions.search(Erasure.objects.get(), at=LATER)

    erasure = Erasure.objects.get()
    assert erasure.removed == {"staff.auditentry": 7}
    assert erasure.mentions.count() == 1
    assert rows_naming_them() == {"staff.store.name"}


def test_the_worker_searches_by_itself_after_an_erasure() -> None:
    person = plum()
    audit("x.noted", subject="x", by=make.mei(), at=make.NOON, after={"q": PHONE})
    services.erase(person, by=make.mei(), at=LATER)

    while delivery.deliver():
        pass
    worker.work()

    assert Erasure.objects.get().searched_at is not None
    assert rows_naming_them() == set()


def test_what_waits_to_be_searched_for_is_sealed() -> None:
    services.erase(plum(), by=make.mei(), at=LATER)

    sealed = Erasure.objects.get().sealed_words

    assert sealed
    assert not PLUM.found(sealed)
