# ruff: noqa: S608 - what the tests ask is made of their own words
"""SDKs for browsers, unmodified, in pages of another origin than the product's."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.shops import PACKAGES, shop
from tests.ports import free_port
from tests.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
SEGMENT = """
<script src="/analytics-next.js"></script>
<script>
  window.analytics = AnalyticsNext.AnalyticsBrowser.load(
    {writeKey: "%(key)s", cdnURL: "%(guisu)s"},
    {integrations: {"Segment.io": {deliveryStrategy: {config: {keepalive: true}}}}});
</script>
"""
# As a shop pastes it, with the two names of its own: where the script lies, and where Guisu is.
SNIPPET = """
<script>
  !function(){var i="analytics",analytics=window[i]=window[i]||[];
  analytics.methods=["track","identify","page","reset","ready"];
  analytics.factory=function(e){return function(){var n=Array.prototype.slice.call(arguments);
    n.unshift(e);analytics.push(n);return analytics}};
  for(var n=0;n<analytics.methods.length;n++){var key=analytics.methods[n];
    analytics[key]=analytics.factory(key)}
  analytics.load=function(key){var t=document.createElement("script");t.async=1;
    t.src="/analytics.js/v1/"+key+"/analytics.min.js";document.head.append(t);
    analytics._writeKey=key};
  analytics._cdn="%(guisu)s";
  analytics.load("%(key)s")}();
</script>
"""
RUDDER = """
<script src="/rudder.js"></script>
<script>
  window.sdk = new rudderanalytics.RudderAnalytics();
  sdk.load("%(key)s", "%(guisu)s", {configUrl: "%(guisu)s", useBeacon: %(beacon)s});
</script>
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    if not (PACKAGES / "@segment" / "analytics-next").is_dir():
        pytest.skip("tests/node is not installed: make dev")
    server = Served(tmp_path_factory.mktemp("served"), free_port())
    server.start()
    server.make_key()
    yield server
    server.stop()


@pytest.fixture
def pages(chromium: Browser, served: Served) -> Iterator[Any]:
    """Opens `/` of a shop whose page begins with this head."""
    told: dict[str, str] = {"/elsewhere": "<title>Elsewhere</title>"}
    with shop(told) as address:
        context = chromium.new_context()
        context.set_default_timeout(30_000)

        def opened(head: str, **more: str) -> Page:
            given = {"key": served.token, "guisu": served.address, **more}
            told["/"] = f"<!doctype html><title>Shop</title>{head % given}"
            page = context.new_page()
            page.goto(f"{address}/")
            return page

        yield opened
        context.close()


def arrived(served: Served, kind: str, subject: str, page: Page, count: int = 1) -> list[Any]:
    """Properties of the events of somebody, once there are `count` of them."""
    query = (
        "SELECT e.properties FROM events_event e"
        " JOIN customers_identity i ON i.customer_id = e.customer_id AND i.channel = 'user_id'"
        f" WHERE e.kind = '{kind}' AND i.value = '{subject}'"
    )
    for _ in range(600):
        rows = served.rows(query)
        if len(rows) >= count:
            return [json.loads(text) for (text,) in rows]
        page.wait_for_timeout(100)
    return []


def cups(told: list[Any]) -> list[int]:
    return sorted(each["cup"] for each in told)


ACT = """(who) => {
  const sdk = window.analytics || window.sdk;
  sdk.identify(who, {name: "Browser " + who});
  for (let cup = 0; cup < 5; cup++) sdk.track("Browser Poured", {cup});
}"""


@pytest.mark.parametrize(
    ("who", "head"),
    [("analytics-next", SEGMENT), ("snippet", SNIPPET), ("rudder", RUDDER)],
)
def test_a_browsers_sdk_works_unmodified(served: Served, pages: Any, who: str, head: str) -> None:
    page = pages(head, beacon="false")

    page.evaluate(ACT, who)

    told = arrived(served, "Browser Poured", who, page, 5)
    assert cups(told) == [0, 1, 2, 3, 4]
    names = served.rows("SELECT name FROM customers_customer")
    assert (f"Browser {who}",) in names


READY = "() => new Promise((done) => (window.analytics || window.sdk).ready(done))"
TELL = """(who) => {
  const sdk = window.analytics || window.sdk;
  sdk.identify(who);
  sdk.track("Browser Left", {cup: 9});
}"""
LEAVE = "() => { window.location.href = '/elsewhere'; }"


def test_a_beacon_takes_what_is_told_as_a_page_is_left(served: Served, pages: Any) -> None:
    page = pages(RUDDER, beacon="true")
    page.evaluate(READY)

    page.evaluate(TELL, "beacon")
    page.evaluate(LEAVE)
    page.wait_for_url("**/elsewhere")

    assert cups(arrived(served, "Browser Left", "beacon", page)) == [9]


def test_what_is_under_way_as_a_page_is_left_arrives(served: Served, pages: Any) -> None:
    page = pages(SEGMENT)
    page.evaluate(READY)

    with page.expect_request("**/v1/t"):
        page.evaluate(TELL, "leaving")
    page.evaluate(LEAVE)
    page.wait_for_url("**/elsewhere")

    assert cups(arrived(served, "Browser Left", "leaving", page)) == [9]


@pytest.mark.parametrize("trouble", ["offline", "503", "429"])
def test_what_could_not_be_sent_is_sent_again(served: Served, pages: Any, trouble: str) -> None:
    page = pages(SEGMENT)
    who = f"again-{trouble}"
    page.evaluate("(who) => window.analytics.identify(who)", who)
    page.wait_for_timeout(500)
    refused: list[str] = []

    def refuse(route: Any) -> None:
        refused.append(route.request.url)
        if trouble == "offline":
            route.abort("internetdisconnected")
        else:
            route.fulfill(
                status=int(trouble),
                headers={
                    "Access-Control-Allow-Origin": "*",
                    "Access-Control-Expose-Headers": "Retry-After",
                    "Retry-After": "1",
                },
            )

    page.route("**/v1/t", refuse, times=1)
    page.evaluate("() => { window.analytics.track('Browser Again', {cup: 3}); }")

    assert cups(arrived(served, "Browser Again", who, page)) == [3]
    assert refused
