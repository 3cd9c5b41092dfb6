"""Filling an empty installation: its staff by services, its data through the real doors."""

import secrets
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from guisu.act.outreach.domain.consent import offered
from guisu.act.outreach.services import rules
from guisu.demo import connecting, files, goods, growing
from guisu.demo import ground as grounds
from guisu.demo.ground import Ground, GroundFailed
from guisu.demo.segmenting import make_segments
from guisu.demo.shop import Person, Year, year
from guisu.demo.tagging import give_tags
from guisu.ground.channels.models import Connection
from guisu.ground.jobs import loops
from guisu.ground.kernel.money import minor_units
from guisu.ground.staff import selectors as staff_selectors
from guisu.ground.staff import services as staff
from guisu.ground.staff.domain import KeyScope, Post
from guisu.ground.staff.models import Staff, Store
from guisu.know.commerce import selectors as commerce
from guisu.know.commerce import services as commerce_services
from guisu.know.customers import selectors as customers
from guisu.know.customers import services as customers_services
from guisu.know.customers.models import Consent
from guisu.take_in.imports import services as imports
from guisu.take_in.imports.domain.plan import Kind
from guisu.take_in.intake import services as intake

ORGANISATION = {
    "name": "小满母婴",
    "time_zone": "Asia/Shanghai",
    "language": "zh-hans",
    "currency": "CNY",
    "phone_region": "CN",
}
OWNER = "mei"
COLLEAGUES = [
    ("jun", "军哥", Post.STORE_MANAGER, "jingan"),
    ("bo", "小波", Post.ADVISER, "xuhui"),
    ("lin", "林分析", Post.ANALYST, ""),
]
PIECE = 1 << 20

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """What the owner of the demonstration signs in with, and the WeCom beside it if it runs."""

    username: str
    password: str
    ground: Ground | None


def fill(folder: Path, *, people: int, ground_port: int, tell: Tell) -> Filled:
    """Make the shop with `people` customers, and say on `tell` how far it is.

    Its WeCom lives through its quarter of history in a process of its own meanwhile.
    For an installation that is not set up: raises `AlreadySetUp` otherwise.
    """
    now = timezone.now()
    password = secrets.token_urlsafe(9)
    owner = _open(password, at=now)
    tell(f"Inventing a year of {ORGANISATION['name']}")
    shop = year(people=people, today=now)
    grounds.note(folder, shop.people, at=now)
    ground = grounds.start(folder, port=ground_port)
    _take_in(shop, by=owner, tell=tell)
    _plan_goods(owner, at=now)
    tell(f"Sending {len(shop.clicks):,} events to the intake")
    _send(files.batches(shop.clicks), by=owner, at=now)
    _note_consent(shop.people, by=owner, at=now)
    tell("Giving tags")
    give_tags(by=owner, at=now)
    tell(f"Connecting WeCom: {grounds.GROUPS} groups and their last {grounds.HISTORY.days} days")
    connection = _connect(ground, by=owner, tell=tell)
    tell("Loading the warehouse")
    loops.drain()
    tell("Counting segments")
    make_segments(by=owner, at=timezone.now())
    if connection is not None:
        growing.begin(connection, by=owner, at=timezone.now())
    loops.drain()
    return Filled(OWNER, password, ground if connection else None)


def _take_in(shop: Year, *, by: Staff, tell: Tell) -> None:
    """Its customers and orders, from files as a shop system exports them."""
    with tempfile.TemporaryDirectory() as exports:
        tell(f"Importing {len(shop.people):,} customers")
        members = Path(exports) / "会员.csv"
        files.write_customers(shop.people, members)
        _import(members, Kind.CUSTOMERS, by=by)
        tell(f"Importing {len(shop.lines):,} lines of orders")
        orders = Path(exports) / "订单.csv"
        files.write_orders(shop.lines, orders)
        _import(orders, Kind.ORDERS, by=by)


def _connect(ground: Ground, *, by: Staff, tell: Tell) -> Connection | None:
    """The shop is worth looking at without its WeCom too."""
    try:
        return connecting.connect(ground, by=by, at=timezone.now())
    except GroundFailed as error:
        tell(f"No practice ground: {error}")
        ground.stop()
        return None


def _open(password: str, *, at: datetime) -> Staff:
    """The organisation with its stores and posts; colleagues share the owner's password."""
    first, *others = [
        {"code": code, "name": name, "region": region} for code, name, region in goods.STORES
    ]
    owner = rules.set_up(
        organisation=ORGANISATION,
        owner={"username": OWNER, "name": "梅姐", "password": password},
        store=first,
        needs=offered(Consent.Channel.values),
        at=at,
    )
    for store in others:
        staff.save_store(Store(**store), by=owner, at=at)
    for username, name, post, code in COLLEAGUES:
        staff.hire(
            profile={"username": username, "name": name},
            post=post,
            stores=Store.objects.filter(code=code),
            password=password,
            by=owner,
            at=at,
        )
    return owner


def _import(path: Path, kind: Kind, *, by: Staff) -> None:
    """As the wizard does it, with what it guesses."""
    with path.open("rb") as file:
        pieces = iter(lambda: file.read(PIECE), b"")
        imported = imports.receive(pieces, name=path.name, kind=kind, by=by, at=timezone.now())
    imports.begin(imported, by=by, at=timezone.now())
    imports.run(imported.pk, clock=timezone.now)


def _plan_goods(owner: Staff, *, at: datetime) -> None:
    planned = {sku: (tier, category, price) for sku, _, tier, category, price in goods.PRODUCTS}
    for product in commerce.products():
        tier, category, price = planned[product.sku]
        changes = {
            "tier": tier,
            "category": category,
            "price_minor": minor_units(price, ORGANISATION["currency"]),
            "currency": ORGANISATION["currency"],
        }
        commerce_services.edit_product(product, changes=changes, by=owner, at=at)


def _send(bodies: Iterable[bytes], *, by: Staff, at: datetime) -> None:
    key, _ = staff.make_key("小程序", scopes=[KeyScope.WRITE_EVENTS], store=None, by=by, at=at)
    for body in bodies:
        intake.accept(body, key=key, kind="batch", received_at=timezone.now())
    while intake.expand():
        pass


def _note_consent(people: Sequence[Person], *, by: Staff, at: datetime) -> None:
    """The first hundred members' words, as a shop assistant would note them."""
    scope = staff_selectors.scope_of(by)
    for person in people[:100]:
        found = customers.search(scope, person.number).first()
        if found is not None:
            customers_services.say_consent(
                found,
                by=by,
                at=at,
                channel=Consent.Channel.SMS,
                purpose=Consent.Purpose.MARKETING,
                granted=person.consents,
                evidence="入会登记表",
                source=f"staff:{by.pk}",
            )
