"""Files as shops have them: what each must give, whichever exporter wrote it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from guisu.know.commerce.models import Order
from guisu.know.customers.models import Customer, Identity
from guisu.take_in.imports import services
from guisu.take_in.imports.domain.plan import DateOrder, Kind
from guisu.take_in.imports.domain.problems import Unreadable
from guisu.take_in.imports.models import Import, SetAside
from guisu.take_in.imports.services.planning import recognised
from tests import make
from tests.imports import files

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parent / "cases"
CUSTOMERS = Kind.CUSTOMERS


@pytest.fixture(autouse=True)
def _here() -> None:
    make.installation()
    make.store("Xihu")


def take(name: str, kind: Kind = Kind.ORDERS) -> Import:
    constants = {"channel": "shop"} if kind is Kind.ORDERS else {}
    return files.taken(CASES / name, kind=kind, **constants)


def totals() -> dict[str, int]:
    return dict(Order.objects.values_list("number", "total_minor"))


def statuses() -> dict[str, str]:
    return dict(Order.objects.values_list("number", "status"))


def phones() -> list[str]:
    return sorted(Identity.objects.filter(channel="phone").values_list("value", flat=True))


def reasons(of: Import) -> list[str]:
    return list(SetAside.objects.filter(of=of).order_by("row").values_list("reason", flat=True))


def numbered(*ends: int) -> list[str]:
    return [f"2610000000000000{end}" for end in ends]


def test_a_sellers_export_with_guarded_numbers_is_five_orders_and_the_bare_one_is_the_same() -> (
    None
):
    done = take("01-taobao.csv")
    told = statuses()
    again = take("01c-plain-number.csv")

    assert (done.created, done.rows_refused) == (5, 0)
    assert told == dict(
        zip(
            numbered(101, 102, 103, 104, 105),
            ["shipped", "paid", "placed", "completed", "cancelled"],
            strict=True,
        )
    )
    assert phones() == [f"+861390000000{n}" for n in range(1, 6)]
    assert (again.created, Order.objects.count()) == (0, 5)


def test_further_items_of_a_shopify_order_leave_its_cells_blank() -> None:
    done = take("02-shopify.csv")

    assert done.rows_refused == 0
    assert totals() == {"#1001": 7500, "#1002": 4000, "#1003": 2000, "#1004": 2000}
    assert Order.objects.get(number="#1001").lines.count() == 2
    assert Order.objects.get(number="#1002").refunded_minor == 2000
    assert statuses()["#1004"] == "cancelled"


def test_a_payment_providers_bill_loses_its_backticks_and_its_sums() -> None:
    done = take("04-wxpay-merchant.csv")

    assert totals() == {"A240305001": 12900, "A240305002": 5900}
    assert reasons(done) == ["shifted", "shifted"]


@pytest.mark.parametrize("name", ["05-scientific.csv", "05c-numeric-order-numbers.xlsx"])
def test_order_numbers_that_a_spreadsheet_rounded_are_refused_with_the_reason(name: str) -> None:
    done = take(name)

    assert Order.objects.count() == 0
    assert set(reasons(done)) == {"lost_digits"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [("05b-scientific-people.csv", "lost_digits"), ("06b-masked-people.csv", "masked")],
)
def test_numbers_that_lost_or_hide_digits_name_nobody(name: str, reason: str) -> None:
    done = take(name, CUSTOMERS)

    assert Identity.objects.count() == 0
    assert set(reasons(done)) == {reason}


def test_an_order_over_merged_cells_is_taken_whole() -> None:
    done = take("07-merged.xlsx")

    assert done.rows_refused == 0
    assert totals() == {"G1": 15900, "G2": 3000}
    assert Order.objects.get(number="G1").lines.count() == 2


def test_a_row_of_groups_above_the_titles_is_passed_over() -> None:
    take("07b-two-row-header.xlsx")

    assert totals() == {"H1": 10000, "H2": 5900}


def test_a_row_with_a_cell_too_many_is_refused_and_never_read_shifted() -> None:
    done = take("08-shifted.csv")

    assert totals() == {"C1": 10000, "C3": 3000}
    assert reasons(done) == ["shifted"]


def test_the_mark_of_gb18030_belongs_to_no_title() -> None:
    take("11-gb18030-bom.csv")

    assert set(totals()) == {"B1", "B2"}


def test_a_bill_with_seventeen_lines_above_its_table_is_read() -> None:
    take("13-wechat-bill.csv")

    assert sorted(totals().values()) == [5900, 12900]


def test_a_bill_with_padded_cells_and_a_footer_is_read() -> None:
    take("14-alipay.csv")

    assert sorted(totals().values()) == [5900, 12900]


def test_thirteen_ways_to_write_a_day_are_read_but_the_one_that_names_none() -> None:
    done = take("15-dates.csv")

    days = {
        each: day.date().isoformat()
        for each, day in Order.objects.values_list("number", "placed_at")
    }
    assert set(days) == {f"D{n}" for n in range(1, 14)} - {"D10"}
    assert set(days.values()) <= {"2024-03-05", "2024-03-04"}
    assert reasons(done) == ["not_a_date"]


def test_two_numbers_in_a_cell_are_two_and_an_extension_is_no_plain_number() -> None:
    take("16-phones.csv", CUSTOMERS)

    plain = [f"+861390000009{n}" for n in range(1, 10)] + ["+8613900000106", "+8613900000107"]
    assert set(phones()) >= {*plain, "+8657188880000"}
    assert {*phones()} >= {f"+861390000010{n}" for n in range(1, 5)}
    assert "+8613900000105" not in phones()
    both = Identity.objects.get(value="+8613900000101").customer_id
    assert Identity.objects.get(value="+8613900000102").customer_id == both


def test_a_header_that_is_repeated_in_the_body_is_passed_over() -> None:
    done = take("17-dup-headers.csv")

    assert totals() == {"E1": 10000, "E2": 5900}
    assert done.rows_read == 2


def test_the_status_words_of_eight_platforms_are_known() -> None:
    done = take("20-statuses.csv")

    assert reasons(done) == []
    told = statuses()
    assert len(told) == 57
    assert (told["K12"], told["K18"], told["K43"]) == ("paid", "refunded", "cancelled")
    assert Order.objects.get(number="K56").refunded_minor == 900


def test_a_person_goes_in_without_the_birthday_that_is_none() -> None:
    done = take("27-people-oddities.csv", CUSTOMERS)

    born = {
        row.identities.get(channel="phone").value[-3:]: row.birthday
        for row in Customer.objects.all()
    }
    assert reasons(done) == []
    assert born == {
        "811": "1992-03-14",
        "812": "",
        "813": "03-14",
        "814": "03-14",
        "815": "",
        "816": "1992-03-14",
        "817": "1992-03-14",
        "818": "1992-03-14",
        "819": "",
        "820": "",
    }


def test_a_tills_day_and_time_of_day_are_one_moment_and_weighed_goods_are_taken() -> None:
    imported = files.received((CASES / "23-square.csv").read_bytes(), kind=Kind.ORDERS)
    plan = imported.read_plan()
    columns = {name: title for name, title in plan.columns.items() if name != "store"}
    plan = replace(plan, columns=columns, date_order=DateOrder.MONTH_FIRST)
    services.change_plan(imported, plan=plan)

    done = files.ran(imported)

    assert reasons(done) == []
    assert totals() == {"TX001": 104000, "TX002": -2000, "TX003": 2550}
    assert Order.objects.get(number="TX001").placed_at.isoformat() == "2024-03-05T01:30:11+00:00"


@pytest.mark.parametrize(
    ("title", "name"), [("Financial Status", "Shopify"), ("买家会员名", "Taobao / Tmall")]
)
def test_a_known_exporter_is_recognised_and_a_shop_adds_its_own(title: str, name: str) -> None:
    case = {"Shopify": "02-shopify.csv"}.get(name, "01-taobao.csv")
    imported = files.received((CASES / case).read_bytes())

    known = recognised(imported.titles)

    assert title in imported.titles
    assert known is not None
    assert known.name == name


def test_a_shops_own_preset_stands_before_the_guess(settings: Any, tmp_path: Path) -> None:
    settings.PRESETS = tmp_path
    (tmp_path / "till.toml").write_text(
        """
        ["Our till"]
        known_by = ["bon", "kasse"]
        columns = { number = "bon", placed_at = "stunde", total = "summe" }
        """,
        encoding="utf-8",
    )

    files.taken(files.csv_of("bon,kasse,stunde,summe", "7,1,2024-03-05 10:00,12.50"))

    assert totals() == {"7": 1250}


def test_a_broken_preset_is_named_with_what_is_wrong(settings: Any, tmp_path: Path) -> None:
    settings.PRESETS = tmp_path
    (tmp_path / "till.toml").write_text("[till]\ncolumns = {}\n", encoding="utf-8")

    with pytest.raises(Unreadable, match=r"till\.toml"):
        files.received(files.csv_of("a,b", "1,2"))


@pytest.mark.parametrize(
    ("cells", "at"),
    [
        (("13/10/2026", "05/10/2026"), "2026-10-05"),
        (("10/13/2026", "05/10/2026"), "2026-05-10"),
    ],
)
def test_a_column_of_days_has_one_order_and_the_last_row_may_decide_it(
    cells: Sequence[str], at: str
) -> None:
    later = [f"A{n},{cells[1]},m{n},10" for n in range(300)]

    files.taken(files.csv_of("订单号,下单时间,会员号,实付金额", *later, f"B,{cells[0]},m,10"))

    days = {
        each.date().isoformat()
        for each in Order.objects.filter(number="A0").values_list("placed_at", flat=True)
    }
    day = next(iter(days))
    assert day in {at, f"{at[:-2]}{int(at[-2:]) - 1:02}"}


def test_guards_and_weekdays_do_not_hide_which_way_days_are_written() -> None:
    rows = ("A1,`05/10/2026,m,10", "A2,05/10/2026 周一,m,10", "B,`13/10/2026 周二,m,10")

    done = files.taken(files.csv_of("订单号,下单时间,会员号,实付金额", *rows))

    assert done.rows_refused == 0
    placed = Order.objects.get(number="A1").placed_at
    assert placed.astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat() == "2026-10-05"
    assert Order.objects.get(number="A2").placed_at == placed


def test_a_row_of_blanks_is_an_empty_row() -> None:
    rows = ("A1,2024-03-05,m,10", "  , ,\t, ", "A2,2024-03-06,m,10")

    done = files.taken(files.csv_of("订单号,下单时间,会员号,实付金额", *rows))

    assert (done.state, done.rows_read, set(totals())) == ("done", 2, {"A1", "A2"})


@pytest.mark.parametrize("cells", [("05/10/2026", "06/10/2026"), ("13/10/2026", "10/13/2026")])
def test_days_that_nothing_decides_are_refused_and_the_reason_says_what_to_say(
    cells: Sequence[str],
) -> None:
    rows = [f"A{n},{cell},m{n},10" for n, cell in enumerate((*cells, "04/05/2026"))]

    done = files.taken(files.csv_of("订单号,下单时间,会员号,实付金额", *rows))

    assert "date_order" in reasons(done)
    assert "A2" not in totals()


def test_numbers_that_begin_with_a_c_are_sales_unless_they_count_below_zero() -> None:
    sales = ("C00001,2024-03-05,m1,S1,1,10", "C00002,2024-03-05,m2,S1,2,20")

    done = files.taken(files.csv_of("订单号,下单时间,会员号,商品编码,数量,实付金额", *sales))

    assert (done.created, set(statuses().values())) == (2, {"completed"})


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20])
def test_a_picture_becomes_no_plan(head: bytes) -> None:
    with pytest.raises(Exception, match="no table"):
        files.received(head, name="photo.csv")
