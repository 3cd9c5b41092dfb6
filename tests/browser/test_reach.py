"""Every page for everybody: axe finds nothing, nothing is wider than a phone, in both themes."""

from collections.abc import Iterable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from guisu.ground.staff import services
from guisu.ground.staff.domain import KeyScope, Post
from guisu.ground.staff.models import Staff
from guisu.know.commerce.models import Product
from guisu.know.customers.models import Customer, MergeSuggestion, Tag, TagBatch, TagKind
from guisu.know.customers.services import tags
from guisu.know.segments.services import refreshing, segments
from guisu.take_in.imports.domain.plan import Kind
from tests import conditions as c
from tests import make
from tests.browser.acts import sign_in, width_beyond_screen
from tests.browser.conftest import Open
from tests.console import shop
from tests.console.test_refused_messages import refused
from tests.console.test_today import parked_letter
from tests.imports import files
from tests.segments.test_tag_rules import rule, segment
from tests.warehouse.test_loading import load_all

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

PAGES = (
    "/",
    "/account/",
    "/staff/",
    "/staff/new/",
    "/staff/{mei}/",
    "/stores/",
    "/stores/new/",
    "/settings/",
    "/keys/",
    "/audit/",
    "/leaving/",
    "/letters/",
    "/letters/jobs/",
    "/letters/messages/",
    "/search/?q=a",
    "/figures/",
)
SHOP_PAGES = (
    "/customers/",
    "/customers/?orders=1&q=nobody",
    "/customers/suggestions/",
    "/customers/{ada}/",
    "/customers/{ada}/profile/",
    "/customers/{ada}/orders/",
    "/customers/{ada}/consents/",
    "/customers/{ada}/merges/",
    "/customers/{ada}/merges/with/{bea}/",
    "/customers/{ada}/data/",
    "/customers/{ada}/erasure/",
    "/customers/{ada}/tags/",
    "/customers/tags/",
    "/tags/",
    "/tags/new/",
    "/tags/{tag}/",
    "/tags/{tag}/edit/",
    "/tags/batches/{batch}/",
    "/tags/rules/",
    "/tags/rules/new/",
    "/segments/",
    "/segments/new/",
    "/segments/comparison/",
    "/segments/{segment}/",
    "/segments/{segment}/edit/",
    "/segments/{segment}/differences/",
    "/channels/",
    "/channels/new/",
    "/tasks/",
    "/handovers/",
    "/behaviour/",
    "/behaviour/funnel/",
    "/behaviour/retention/",
    "/behaviour/cohorts/",
    "/value/",
    "/value/figures/?days=90",
    "/orders/",
    "/orders/{order}/",
    "/products/",
    "/products/{product}/",
    "/products/{product}/edit/",
    "/imports/",
    "/imports/new/",
    "/imports/{draft}/reading/",
    "/imports/{draft}/columns/",
    "/imports/{draft}/check/",
    "/imports/{done}/run/",
)
ROWS = ["order_number,ordered_at,phone,sku,quantity,amount", "N1,2026-11-01,13800138000,A,1,9.90"]
# axe writes styles of its own into the page, which the policy refuses: its pages go without one.
# What is too wide is so in both themes, and what is too pale at both widths.
LOOKS = [(1440, "light"), (390, "dark")]


def furnished() -> Staff:
    """Mei, with a colleague, a key and a parked letter, so that pages have something to show."""
    mei = make.mei()
    services.hire(
        profile={"username": "jun", "name": "Jun", "email": ""},
        post=Post.STORE_MANAGER,
        stores=[make.store()],
        password=make.PASSWORD,
        by=mei,
        at=make.NOON,
    )
    services.make_key("A shop", scopes=[KeyScope.WRITE_EVENTS], store=None, by=mei, at=make.NOON)
    parked_letter()
    return mei


def stocked() -> dict[str, int]:
    """A shop with somebody who bought, somebody alike, an import half done and one done."""
    store = make.store()
    ada = make.customer("Ada", identities={"phone": "+8613800138001"}, stores=(store,))
    bea = make.customer("Ada", identities={"user_id": "u7"}, stores=(store,))
    MergeSuggestion.objects.create(first=ada, second=bea, evidence="one name", made_at=make.NOON)
    refused("timestamp: not a time")
    order = shop.order(ada, store=store, sku="X9")
    done = files.taken(files.csv_of(*ROWS), kind=Kind.ORDERS)
    draft = files.received(files.csv_of(*ROWS, "N2,never,,B,1,1"), kind=Kind.ORDERS)
    tag, batch = tagged(ada)
    buyers = segments.create("Those who bought", c.Bought(), by=make.mei(), at=make.NOON)
    load_all()
    refreshing.refresh_due(at=make.NOON)
    return {
        "ada": ada.pk,
        "bea": bea.pk,
        "tag": tag.pk,
        "batch": batch.pk,
        "segment": buyers.pk,
        "order": order.pk,
        "product": Product.objects.get(sku="X9").pk,
        "draft": draft.pk,
        "done": done.pk,
    }


def tagged(customer: Customer) -> tuple[Tag, TagBatch]:
    """Tags of every colour on somebody, a group, and a rule at work."""
    by = make.mei()
    told = [
        tags.define(
            name=f"Tag {colour}",
            kind=TagKind.NEED,
            colour=colour,
            group="Baby's age",
            description="When they say so",
            by=by,
            at=make.NOON,
        )
        for colour in Tag.Colour.values
    ]
    for each in told:
        tags.give(each, [customer.pk], source=f"staff:{by.pk}", why="said so", by=by, at=make.NOON)
    rule(segment(customer), told[0])
    return told[0], TagBatch.objects.latest("pk")


def faults_of(page: Page, addresses: Iterable[str]) -> dict[str, object]:
    faults: dict[str, object] = {}
    for address in addresses:
        answer = page.goto(address)
        page.wait_for_load_state("networkidle")
        if answer is None or answer.status != 200:
            faults[f"{address} status"] = answer and answer.status
        if found := violations(page):
            faults[address] = found
        if (beyond := width_beyond_screen(page)) > 0:
            faults[f"{address} width"] = beyond
    return faults


def violations(page: Any) -> list[str]:
    """What axe finds, one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_pages_of_the_console(open_page: Open, width: int, theme: str) -> None:
    mei = furnished()
    page = sign_in(open_page(width=width, theme=theme, bypass_csp=True))

    assert faults_of(page, [address.format(mei=mei.pk) for address in PAGES]) == {}


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_pages_of_the_shop(open_page: Open, width: int, theme: str) -> None:
    make.mei()
    rows = stocked()
    page = sign_in(open_page(width=width, theme=theme, bypass_csp=True))

    found = faults_of(page, [address.format(**rows) for address in SHOP_PAGES])

    assert found == {}, found


def test_no_page_breaks_the_content_security_policy(open_page: Open) -> None:
    """`open_page` fails for any complaint of the browser."""
    mei = furnished()
    page = sign_in(open_page())

    for address in PAGES:
        page.goto(address.format(mei=mei.pk))
        page.wait_for_load_state("networkidle")

        assert page.locator("h1").count() == 1, address


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_pages_for_strangers(open_page: Open, width: int, theme: str) -> None:
    page = open_page(width=width, theme=theme, bypass_csp=True)

    page.goto("/")
    at_first_run = (violations(page), max(width_beyond_screen(page), 0))
    make.mei()
    page.goto("/sign-in/")
    at_sign_in = (violations(page), max(width_beyond_screen(page), 0))

    assert (at_first_run, at_sign_in) == (([], 0), ([], 0))


def test_at_twice_the_size_nothing_is_cut_off(open_page: Open) -> None:
    """200 % zoom on a small laptop: half the width in CSS pixels."""
    make.mei()
    page = sign_in(open_page(width=640))

    for address in ("/", "/staff/", "/audit/", "/keys/"):
        page.goto(address)

        assert width_beyond_screen(page) <= 0, address
