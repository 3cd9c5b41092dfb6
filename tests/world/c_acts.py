"""What is said and done to people: messages, tasks, codes, handovers."""

import base64
from datetime import timedelta

from guisu.act.acquisition.models import CodeArrival, ContactCode, Seat
from guisu.act.handovers.models import Handover, Item, Part
from guisu.act.messaging.domain.content import said
from guisu.act.messaging.models import Broadcast
from guisu.act.messaging.services import drafts, preparing
from guisu.act.outreach.domain.codes import Purpose
from guisu.act.outreach.models import Cause, Enclosure
from guisu.act.outreach.services import causes, planning
from guisu.act.outreach.services.causes import Reason
from guisu.act.outreach.services.planning import Occasion
from guisu.act.stafftasks import links
from guisu.act.stafftasks.models import StaffTask
from guisu.ground.channels.models import Colleague
from guisu.ground.channels.port import Content, Message
from guisu.ground.staff.domain import Post
from guisu.ground.staff.selectors import scope_of
from guisu.know.customers.models import Customer
from tests import make
from tests.world import Side, World

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def house(world: World) -> None:
    kept = Enclosure.objects.create(digest="d", name="a.png", content=b"", kept_at=make.NOON)
    world.rows["digest"] = kept.digest


def side(side: Side) -> None:
    colleague = Colleague.objects.get(pk=side.number("channels/colleagues"))
    customer = Customer.objects.get(pk=side.number("customers"))
    task = StaffTask.objects.create(
        connection=side.world.connection,
        colleague=colleague,
        store=side.store,
        kind="post_in_group",
        subject=f"group:{side.rows['group']}",
        words={"text": side.said("Post this")},
        key=side.said("key"),
        opened_at=make.NOON,
        due_at=make.NOON + timedelta(hours=2),
    )
    side.rows |= {"tasks": task.pk, "tasks/of": links.token(task.pk)}
    side.rows["messages"] = _message(side, customer).pk
    side.rows["deliveries/causes"] = _cause(side, customer).pk
    side.rows["message-edit"] = _draft(side, customer).pk
    side.rows["codes"] = _code(side, colleague, customer).pk
    side.rows["handovers"] = _handover(side, colleague, customer).pk


def _message(side: Side, customer: Customer) -> Broadcast:
    """Planned; WeCom has not been asked."""
    made = _draft(side, customer)
    drafts.send_off(made, due_at=make.NOON, by=side.staff(Post.STORE_MANAGER), at=make.NOON)
    while preparing.step():
        pass
    return made


def _draft(side: Side, customer: Customer) -> Broadcast:
    by = side.staff(Post.STORE_MANAGER)
    wanted = {
        "connection": side.world.connection,
        "store": side.store,
        "kind": "customers",
        "title": side.said("Message"),
        "says": said(side.said("Words")),
        "audience": {"people": [customer.pk]},
    }
    return drafts.write(None, scope=scope_of(by), wanted=wanted, by=by, at=make.NOON)


def _cause(side: Side, customer: Customer) -> Cause:
    """What no room carries itself, with one copy for somebody of the store."""
    reason = Reason("tests", side.said("cause"), side.world.connection, "wecom", Purpose.SERVICE)
    made = causes.cause(reason, says={"": Message(Content(text="hello"))}, at=make.NOON)
    planning.plan([customer.pk], Occasion(made, due_at=make.NOON), at=make.NOON)
    return made


def _code(side: Side, colleague: Colleague, customer: Customer) -> ContactCode:
    made = ContactCode.objects.create(
        connection=side.world.connection,
        kind="colleagues",
        name=side.said("Poster"),
        state=side.store.code,
        store=side.store,
        created_at=make.NOON,
        config_id=side.said("config"),
        address="https://wework.qpic.cn/a",
        picture=PNG,
    )
    Seat.objects.create(code=made, colleague=colleague)
    CodeArrival.objects.create(
        code=made, customer=customer, colleague=colleague, arrived_at=make.NOON,
        arrived_on=make.NOON.date(), is_first=True,
    )  # fmt: skip
    return made


def _handover(side: Side, colleague: Colleague, customer: Customer) -> Handover:
    made = Handover.objects.create(
        connection=side.world.connection,
        giver=colleague,
        taker_id=side.number("taker"),
        what="customers",
        has_left=False,
        key=side.store.code,
        started_at=make.NOON,
    )
    part = Part.objects.create(handover=made, due_at=make.NOON)
    Item.objects.create(
        handover=made, part=part, customer=customer, external_userid=f"wm{customer.pk}"
    )
    return made
