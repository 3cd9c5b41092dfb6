"""What only those see who run the house: files, keys, parked work, callbacks, readings."""

from datetime import UTC, datetime

from django.contrib.sessions.models import Session

from guisu.doors.callbacks.models import Callback
from guisu.ground.events.models import Event, Letter
from guisu.ground.jobs.models import Job
from guisu.ground.proof.models import Device
from guisu.ground.proof.services.sessions import note_session
from guisu.ground.staff import services as staff
from guisu.ground.staff.domain import KeyScope, Post
from guisu.ground.staff.models import SavedView
from guisu.take_in.imports import services as imports
from guisu.take_in.intake.models import RefusedMessage
from guisu.take_in.sync.models import Reading
from tests import make
from tests.world import Side, World

NEVER = datetime(2099, 1, 1, tzinfo=UTC)


def house(world: World) -> None:
    mei, connection = make.mei(), world.connection
    event = Event.objects.create(
        kind="tea.drunk", source="key:1", occurred_at=make.NOON, recorded_at=make.NOON
    )
    letter = Letter.objects.create(
        subscriber="gone", event=event, state="parked", tries=8, next_try_at=make.NOON, error="x"
    )
    job = Job.objects.create(
        task="x", state="failed", attempts=8, run_at=make.NOON, created_at=make.NOON
    )
    callback = Callback.objects.create(
        connection=connection, digest="d", body="<xml/>", happened_at=make.NOON,
        received_at=make.NOON, due_at=make.NOON, state=Callback.State.FAILED,
    )  # fmt: skip
    content = b"order_id,total,currency\n1,10.00,CNY\n"
    file = imports.receive([content], name="a.csv", kind=None, by=mei, at=make.NOON)
    RefusedMessage.objects.create(
        source="key:1", key_id=1, reason="no time", body="{}", received_at=make.NOON
    )
    Reading.objects.create(connection=connection, asked_at=make.NOON, due_at=make.NOON)
    world.rows |= {
        "channels": connection.pk,
        "connection_pk": connection.pk,
        "messages/rules": connection.pk,
        "leaving": connection.pk,
        "letters": letter.pk,
        "letters/jobs": job.pk,
        "channels/callbacks": callback.pk,
        "imports": file.pk,
        "set-up": 1,
        "messages/new": "customers",
        "views": "orders",
    }


def side(side: Side) -> None:
    scopes = [KeyScope.WRITE_EVENTS]
    name = side.said("Key")
    key, _ = staff.make_key(name, scopes=scopes, store=side.store, by=None, at=make.NOON)
    manager = side.staff(Post.STORE_MANAGER)
    view = SavedView.objects.create(
        staff=manager, page="orders", name=side.said("View"), query=f"store={side.store.pk}"
    )
    session = Session.objects.create(
        session_key=name.replace(" ", "-"), session_data="", expire_date=NEVER
    )
    device = Device.objects.create(
        staff=manager, digest=name, first_at=make.NOON, last_at=make.NOON, noticed_at=make.NOON
    )
    sign_in = note_session(session.pk, device=device, address="", at=make.NOON)
    side.rows |= {
        "account/sessions": sign_in.pk,
        "stores": side.store.pk,
        "staff": manager.pk,
        "keys": key.pk,
        "view-removal": view.pk,
    }
