"""All that forms edit: how it is made, its page, and a field that two people want."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, reverse

from guisu.act.acquisition.models import ContactCode, Seat, Welcome
from guisu.act.messaging.domain.content import said
from guisu.act.messaging.models import Broadcast, Rules
from guisu.act.messaging.services import drafts
from guisu.act.outreach.models import FrequencyCap
from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.channels.wecom.settings import settings_of
from guisu.ground.staff.models import Installation, Staff, Store
from guisu.ground.staff.selectors import scope_of
from guisu.know.commerce.models import Product
from guisu.know.customers.models import Customer, Tag
from guisu.know.customers.services import tags
from guisu.know.segments.models import Segment
from guisu.know.segments.selectors import yardsticks
from guisu.know.segments.services import segments
from guisu.take_in.imports import services as imports
from guisu.take_in.imports.models import Import
from tests import conditions as c
from tests import make
from tests.channels.acts import AES_KEY, connection
from tests.console import shop
from tests.console.sent import Sent, forms
from tests.email.acts import mailbox

THEIRS, MINE = "Theirs", "Mine"


@dataclass(frozen=True)
class Edit:
    """`stored`: what the row's field holds now. `more`: what a browser sends besides."""

    made: Callable[[], Model]
    page: str
    stored: Callable[[], object]
    by: str = "name"
    values: tuple[str, str] = (THEIRS, MINE)
    more: dict[str, str] = field(default_factory=dict)
    posted: str = ""
    is_shown: bool = True

    def at(self, row: Model) -> str:
        try:
            return reverse(f"console:{self.page}")
        except NoReverseMatch:
            return reverse(f"console:{self.page}", args=[row.pk])

    def to(self, row: Model) -> str:
        """Where its form goes."""
        return reverse(f"console:{self.posted}", args=[row.pk]) if self.posted else self.at(row)

    def opened(self, client: Client, row: Model) -> Sent:
        """The form as somebody opens it now."""
        html = client.get(self.at(row)).content.decode()
        return form_with(html, self.by)

    def sent(self, opened: Sent, value: str) -> dict[str, Any]:
        return {**opened.fields, self.by: value, **self.more}


def form_with(html: str, name: str) -> Sent:
    return next(one for one in forms(html) if name in one.by_hand and one.method == "post")


def product() -> Product:
    shop.order(sku="X9")
    return Product.objects.get(sku="X9")


def tag() -> Model:
    return tags.define(name="Old", kind="basic", by=make.mei(), at=make.NOON)


def segment() -> Segment:
    return segments.create("Old", c.Did(c.Happening("x")), by=make.mei(), at=make.NOON)


def colleague() -> Colleague:
    return Colleague.objects.create(
        connection=connection(), userid="lin", name="Lin", may_contact=True
    )


def code() -> ContactCode:
    seated = colleague()
    made = ContactCode.objects.create(
        connection=seated.connection,
        kind="colleagues",
        name="Poster",
        state="s1",
        created_at=make.NOON,
    )
    Seat.objects.create(code=made, colleague=seated)
    return made


def draft(kind: str = "customers") -> Broadcast:
    by, wanted = make.mei(), colleague()
    told: dict[str, Any] = {
        "connection": wanted.connection,
        "store": None,
        "kind": kind,
        "title": "Old",
        "says": said("Words"),
        "audience": {"colleagues": [wanted.pk]},
    }
    return drafts.write(None, scope=scope_of(by), wanted=told, by=by, at=make.NOON)


def file() -> Import:
    content = (
        b"order_id,total,currency,user_id,at\n1,1.00,CNY,u1,2026-01-02\n2,1,CNY,u2,2026-01-03\n"
    )
    return imports.receive([content], name="a.csv", kind=None, by=make.mei(), at=make.NOON)


def _named(kind: Any, name: str = "name") -> Callable[[], object]:
    return lambda: kind.objects.values_list(name, flat=True).latest("pk")


EDITS = {
    "product": Edit(product, "product-edit", _named(Product)),
    "tag": Edit(tag, "tag-edit", _named(Tag)),
    "store": Edit(make.store, "store", _named(Store)),
    "colleague": Edit(make.lin, "person", lambda: Staff.objects.get(username="lin").name),
    "one's own account": Edit(
        make.mei, "account", lambda: Staff.objects.get(username="mei").name
    ),
    "import's reading": Edit(
        file, "import-reading", lambda: Import.objects.get().layout["skip"],
        by="skip", values=("1", "2"),
    ),
    "import's columns": Edit(
        file, "import-columns", lambda: Import.objects.get().plan["constants"]["channel"],
        by="channel", values=("theirs", "mine"),
    ),
    "organisation": Edit(make.installation, "settings", _named(Installation)),
    "rules for signing in": Edit(
        make.installation,
        "sign-in-rules",
        lambda: ",".join(Installation.objects.get().second_factor_posts),
        by="posts",
        values=("analyst", "adviser"),
        is_shown=False,
    ),
    "segment": Edit(segment, "segment-edit", _named(Segment), more={"save": "1"}),
    "customer": Edit(lambda: make.customer("Wang"), "customer-edit", _named(Customer)),
    "WeCom": Edit(connection, "channel-edit", _named(Connection)),
    "mailbox": Edit(lambda: mailbox(2525), "channel-edit", _named(Connection)),
    "keys of callbacks": Edit(
        connection,
        "channel-receiving",
        lambda: settings_of(Connection.objects.get()).callback_token,
        by="callback_token",
        more={"callback_key": AES_KEY},
        is_shown=False,
    ),
    "words for new contacts": Edit(
        connection, "channel", _named(Welcome, "text"), by="text", posted="channel-welcome"
    ),
    "rules for messages": Edit(
        connection,
        "message-rules",
        _named(Rules, "task_after_hours"),
        by="task_after_hours",
        values=("5", "7"),
    ),
    "message": Edit(draft, "message-edit", _named(Broadcast, "title"), by="title"),
    "code": Edit(code, "code-edit", _named(ContactCode)),
    "rules for speaking to people": Edit(
        make.installation,
        "reach-rules",
        _named(FrequencyCap, "most"),
        by="most_all",
        values=("4", "5"),
        more={"days_all": "30"},
    ),
    "RFM scheme": Edit(
        make.installation,
        "rfm-scheme",
        lambda: yardsticks.scheme().window_days,
        by="window_days",
        values=("100", "200"),
    ),
    "thresholds": Edit(
        make.installation,
        "lifecycle-thresholds",
        lambda: yardsticks.thresholds().newcomer_days,
        by="newcomer_days",
        values=("8", "9"),
    ),
}  # fmt: skip
