"""The wizard from the upload to the result, as a browser posts it, and the pages afterwards."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from guisu.ground.staff.domain import Post
from guisu.ground.staff.models import Installation, Store
from guisu.ground.warehouse.loading import load
from guisu.know.commerce.models import Order
from guisu.take_in.imports import services
from guisu.take_in.imports.domain.plan import Kind
from guisu.take_in.imports.models import Import
from tests import make, shared
from tests.console.browsing import browser
from tests.imports import books, files
from tests.imports.test_real_files import cdnow_figures

pytestmark = pytest.mark.django_db
HEADER = "number,date,customer,sku,amount"


def as_shown(form: Any, **more: str) -> dict[str, Any]:
    """What a browser would post of a form that nobody touched, and `more`."""
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in shown.items() if value not in (None, False)} | more


def through(client: Client, content: bytes, name: str, **constants: str) -> Import:
    """All steps of the wizard with what it guesses; the file waits to be run then."""
    upload = {"file": SimpleUploadedFile(name, content), "kind": "orders"}
    uploaded = client.post(reverse("console:import-upload"), upload)
    pk = Import.objects.latest("pk").pk
    assert uploaded.headers["Location"] == reverse("console:import-reading", args=[pk])

    reading = client.get(uploaded.headers["Location"])
    read = client.post(uploaded.headers["Location"], as_shown(reading.context["form"], on="yes"))
    columns = client.get(read.headers["Location"])
    chosen = {f"column-{at}": value for at, _column, value in columns.context["columns"]}
    told = as_shown(columns.context["form"], **chosen) | constants
    mapped = client.post(read.headers["Location"], told)
    checked = client.get(mapped.headers["Location"])
    assert checked.status_code == 200
    started = client.post(mapped.headers["Location"])
    assert started.headers["Location"] == reverse("console:import-run", args=[pk])
    return Import.objects.get(pk=pk)


def control(client: Client, imported: Import, act: str) -> str:
    client.post(reverse("console:import-control", args=[imported.pk]), {"act": act})
    imported.refresh_from_db()
    return imported.state


def page(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_a_file_goes_in_by_the_wizard_and_its_refused_rows_come_back_as_a_file() -> None:
    client = browser(make.mei())
    rows = ["A1,2026-01-02,u1,S1,10.00", "A2,2026-01-03,u2,S1,ten", "A3,2026-01-04,u2,S2,5.50"]
    imported = through(client, files.csv_of(HEADER, *rows), "orders.csv", channel="shop")

    services.run(imported.pk, clock=lambda: make.NOON)

    result = page(client, reverse("console:import-run", args=[imported.pk]))
    refused = client.get(reverse("console:import-refused", args=[imported.pk]))
    assert "not an amount" in result
    assert "A2,2026-01-03,u2,S1,ten" in b"".join(refused.streaming_content).decode()  # type: ignore[attr-defined]
    assert "¥15.50" in page(client, "/orders/")
    assert client.get("/customers/").context["count"] == 2


def test_an_import_is_paused_gone_on_with_and_stopped_from_its_page() -> None:
    client = browser(make.mei())
    first = through(client, files.csv_of(HEADER, "A1,2026-01-02,u1,S1,1"), "a.csv", channel="shop")
    second = through(client, files.csv_of(HEADER, "A2,2026-01-02,u1,S1,1"), "b.csv", channel="shop")

    acts = [control(client, first, act) for act in ("pause", "resume")]
    stopped = control(client, second, "stop")
    services.run(first.pk, clock=lambda: make.NOON)

    first.refresh_from_db()
    assert acts == ["paused", "waiting"]
    assert (first.state, stopped) == ("done", "stopped")
    assert client.get("/orders/").context["page"].rows[0].number == "A1"


@pytest.mark.slow
def test_cdnow_goes_in_by_the_wizard_and_the_pages_show_its_totals() -> None:
    path = shared.path("cdnow/CDNOW_master.txt")
    customers, orders, dollars = cdnow_figures(path)
    client = browser(make.mei())
    Installation.objects.update(currency="USD")
    imported = through(client, path.read_bytes(), path.name, channel="cdnow", currency="USD")

    services.run(imported.pk, clock=lambda: make.NOON)
    while load():
        pass

    listed = page(client, "/orders/")
    assert f"{orders:,}" in listed
    assert f"{dollars.quantize(Decimal('0.01')):,}" in listed
    assert f"{customers:,}" in page(client, "/customers/")


def test_a_workbook_that_attacks_is_refused_on_its_page_with_the_reason(tmp_path: Path) -> None:
    far = [books.row(1, books.inline("A1", "a")), books.row(2**20, books.inline("XFD1048576", "b"))]
    books.write(tmp_path / "bomb.xlsx", far)
    told = SimpleUploadedFile("bomb.xlsx", (tmp_path / "bomb.xlsx").read_bytes())

    answer = browser(make.mei()).post(reverse("console:import-upload"), {"file": told, "kind": ""})

    assert answer.status_code == 422
    assert "reach over 1048576 rows and 16384 columns" in answer.content.decode()
    assert not Import.objects.exists()


def test_of_very_many_columns_a_page_shows_those_in_use_and_keeps_the_others(
    tmp_path: Path,
) -> None:
    titles = [f"extra {at}" for at in range(16_381)] + ["number", "date", "amount"]
    values = ["x"] * 16_381 + ["A1", "2026-01-02", "5"]
    cells = [[f'<c t="str"><v>{text}</v></c>' for text in each] for each in (titles, values)]
    books.write(tmp_path / "wide.xlsx", [books.row(at, *each) for at, each in enumerate(cells, 1)])
    mei = browser(make.mei())
    told = SimpleUploadedFile("wide.xlsx", (tmp_path / "wide.xlsx").read_bytes())
    mei.post(reverse("console:import-upload"), {"file": told, "kind": "orders"})
    imported = Import.objects.latest("pk")
    address = reverse("console:import-columns", args=[imported.pk])

    columns, found = mei.get(address), mei.get(address, {"find": "EXTRA 16000"})
    [(at, column, _value)] = found.context["columns"]
    chosen = as_shown(found.context["form"], shown=f"{at} ", **{f"column-{at}": "sku"})
    mei.post(address, chosen)

    imported.refresh_from_db()
    assert len(columns.content) < 2**20
    assert {each.title for _, each, _ in columns.context["columns"]} >= {"number", "date", "amount"}
    assert "16184 columns are not shown" in columns.content.decode()
    assert column.title == "extra 16000"
    assert imported.plan["columns"] == {
        "number": "number",
        "placed_at": "date",
        "amount": "amount",
        "sku": "extra 16000",
    }
    assert len(mei.get(reverse("console:import-reading", args=[imported.pk])).content) < 2**20


STORES = [
    "A1,2026-01-02,u1,S1,1,杭州 西湖店",
    "A2,2026-01-02,u2,S1,1,North",
    "A3,2026-01-03,u1,S1,1,typo",
]


def checked(client: Client, *rows: str) -> Import:
    """A file whose columns are chosen, before its run."""
    made = services.receive(
        [files.csv_of(f"{HEADER},store", *rows)],
        name="a.csv",
        kind=Kind.ORDERS,
        by=None,
        at=make.NOON,
    )
    plan = made.read_plan()
    plan = replace(plan, constants={**plan.constants, "channel": "shop"})
    return services.change_plan(made, plan=plan)


def test_stores_that_nobody_opened_are_opened_with_one_tap() -> None:
    client = browser(make.mei())
    make.store("North")
    imported = checked(client, *STORES)
    address = reverse("console:import-check", args=[imported.pk])

    shown = client.get(address)
    opened = client.post(
        reverse("console:import-stores", args=[imported.pk]),
        {"store": ["杭州 西湖店", "never in the file"]},
    )

    assert dict(shown.context["strange"]) == {"杭州 西湖店": 1, "typo": 1}
    assert opened.headers["Location"] == address
    assert set(Store.objects.values_list("name", flat=True)) == {"North", "杭州 西湖店"}
    assert dict(client.get(address).context["strange"]) == {"typo": 1}
    services.start(imported, by=None, at=make.NOON)
    services.run(imported.pk, clock=lambda: make.NOON)
    assert set(Order.objects.values_list("store__name", flat=True)) == {"North", "杭州 西湖店"}


def test_who_may_not_change_settings_opens_no_store() -> None:
    operator = make.staff("ann", Post.OPERATOR)
    client = browser(operator)
    make.installation()
    imported = checked(client, *STORES)

    refused = client.post(reverse("console:import-stores", args=[imported.pk]), {"store": ["typo"]})

    assert refused.status_code == 403
    assert not Store.objects.exists()
    assert "Open these stores" not in page(
        client, reverse("console:import-check", args=[imported.pk])
    )


def test_of_a_plan_that_was_given_up_nothing_is_left(
    django_capture_on_commit_callbacks: Any,
) -> None:
    client = browser(make.mei())
    imported = checked(client, *STORES)
    path = imported.path

    with_button = page(client, reverse("console:import-columns", args=[imported.pk]))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("console:import-discard", args=[imported.pk]))

    assert reverse("console:import-discard", args=[imported.pk]) in with_button
    assert not Import.objects.exists()
    assert not path.exists()
