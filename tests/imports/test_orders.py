"""What a shop's order files do: grouping, returns, refusals, repeats."""

from datetime import timedelta

import pytest

from guisu.ground.kernel.refusals import NotPermitted
from guisu.ground.staff.selectors import scope_of
from guisu.know.commerce.models import Order
from guisu.know.customers.models import Customer
from guisu.take_in.imports import selectors, services
from guisu.take_in.imports.domain.plan import Kind
from guisu.take_in.imports.domain.problems import NotReady, WrongState
from guisu.take_in.imports.models import Import, SetAside
from tests import make
from tests.imports import files

pytestmark = pytest.mark.django_db
HEADER = "订单号,下单时间,会员号,手机号,商品编码,商品名称,数量,单价,订单状态"


def test_a_chinese_till_file_in_gb18030_is_understood_without_help() -> None:
    rows = (
        "A1,2024/3/5 9:30,m1,13800138000,S1,茉莉花茶,2,￥12.50,已完成",
        "A1,2024/3/5 9:30,m1,13800138000,S2,乌龙茶,1,20元,已完成",
        "A2,2024年3月6日 下午3:05,m2,,S1,茉莉花茶,1,12.5,已取消",
    )

    done = files.taken(files.csv_of(HEADER, *rows, encoding="gb18030"))

    first, second = Order.objects.order_by("number")
    assert (first.total_minor, first.quantity, first.status) == (4500, 3, "completed")
    assert first.placed_at.isoformat() == "2024-03-05T01:30:00+00:00"
    assert (second.status, second.placed_at.hour) == ("cancelled", 7)
    assert first.customer is not None
    assert set(first.customer.identities.values_list("channel", flat=True)) == {"user_id", "phone"}
    assert done.layout["encoding"] == "gb18030"
    assert (done.rows_read, done.rows_taken, done.created) == (3, 3, 2)


def test_what_is_paid_for_each_line_is_not_taken_for_the_total_of_the_order() -> None:
    rows = ("A1,2024-03-05,m1,S1,268", "A1,2024-03-05,m1,S2,9.9", "A2,2024-03-05,m2,S1,268")

    done = files.taken(files.csv_of("订单号,下单时间,会员号,商品编码,实付金额", *rows))

    totals = Order.objects.order_by("number").values_list("total_minor", flat=True)
    assert (list(totals), done.rows_refused) == ([27790, 26800], 0)


def test_rows_of_one_order_that_stand_apart_make_one_order() -> None:
    rows = ["number,date,customer,sku,amount"]
    rows += [f"A{n % 3},2024-01-0{1 + n % 3},u{n % 3},S{n},1.00" for n in range(9)]

    done = files.taken(files.csv_of(*rows))
    again = files.taken(files.csv_of(*rows))

    assert set(Order.objects.values_list("number", "total_minor")) == {
        ("A0", 300),
        ("A1", 300),
        ("A2", 300),
    }
    assert done.tally["warned"]["split_order"] == 3
    assert (again.created, again.changed, again.unchanged) == (0, 0, 3)


@pytest.mark.parametrize(
    ("back", "total", "status"), [("-30", 7000, "completed"), ("-120", -2000, "returned")]
)
def test_a_receipt_with_goods_exchanged_is_a_sale_of_the_difference(
    back: str, total: int, status: str
) -> None:
    rows = ("A1,2024-03-05,m1,S1,1,100", f"A1,2024-03-05,m1,S2,-1,{back}")

    done = files.taken(files.csv_of("订单号,下单时间,会员号,商品编码,数量,商品金额", *rows))

    order = Order.objects.get()
    assert (done.rows_refused, order.total_minor, order.status) == (0, total, status)
    lines = order.lines.order_by("position").values_list("quantity", "amount_minor")
    assert list(lines) == [(1, 10000), (-1, 100 * int(back))]


def test_an_order_with_one_unreadable_row_stays_outside_whole() -> None:
    rows = (
        "number,date,customer,amount",
        "A1,2024-01-01,u1,5",
        "A1,2024-01-01,u1,five",
        "A2,x,u2,1",
    )

    done = files.taken(files.csv_of(*rows))

    assert Order.objects.count() == Customer.objects.count() == 0
    assert list(SetAside.objects.order_by("row").values_list("row", "field", "reason")) == [
        (2, "", "order_incomplete"),
        (3, "amount", "not_an_amount"),
        (4, "placed_at", "not_a_date"),
    ]
    assert (done.rows_read, done.rows_taken, done.rows_refused) == (3, 0, 3)


def test_refused_rows_come_back_as_a_file_with_their_cells_and_no_formulas() -> None:
    content = files.csv_of("date,customer,amount", "tomorrow,=cmd(),1.00")
    done = files.taken(content)

    header, row = "".join(selectors.set_aside_csv(done)).splitlines()

    assert header == "\ufeffrow,field,reason,detail,date,customer,amount"
    assert row.startswith("2,")
    assert row.endswith(",tomorrow,tomorrow,'=cmd(),1.00")


def test_identical_rows_without_number_are_orders_of_their_own_once_in_all_files() -> None:
    rows = ("customer,date,amount", "u1,20240101,5.00", "u1,20240101,5.00", "u2,20240102,7.00")
    overlap = ("date,amount,customer", "2024-01-01,5.0,u1", "2024-01-03,9.00,u3")

    first = files.taken(files.csv_of(*rows))
    second = files.taken(files.csv_of(*overlap))

    assert (first.created, second.created, second.unchanged) == (3, 1, 1)


def test_returns_gifts_adjustments_and_repeated_lines_are_each_told_apart() -> None:
    rows = (
        "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID",
        "489434,85048,BALL,12,2009-12-01 07:45:00,6.95,13085.0",
        "489434,85048,BALL,12,2009-12-01 07:45:00,6.95,13085.0",
        "489435,GIFT,CARD,1,2009-12-01 07:46:00,0.0,",
        "C489449,22087,TISSUE,-12,2009-12-01 10:33:00,2.95,16321.0",
        "489464,21733,,-96,2009-12-01 10:52:00,0.0,",
        "A506401,B,Adjust bad debt,1,2010-04-29 13:36:00,-53594.36,",
    )
    imported = files.received(files.csv_of(*rows))

    done = files.ran(files.planned(imported, currency="GBP"))

    assert imported.read_plan().cancelled_prefix == "C"
    assert set(Order.objects.values_list("number", "status", "total_minor")) == {
        ("489434", "completed", 8340),
        ("489435", "completed", 0),
        ("C489449", "returned", -3540),
    }
    assert done.tally == {
        "refused": {"stock_adjustment": 1, "bad_debt": 1},
        "left_out": {"duplicate": 1},
        "warned": {"no_customer": 1, "free_line": 1, "return": 1},
    }


def test_a_refund_told_in_growing_sums_is_counted_once() -> None:
    def export(refunded: str) -> bytes:
        return files.csv_of(
            "number,date,customer,total,refunded", f"A1,2024-01-01,u1,50,{refunded}"
        )

    for refunded in ("10", "10", "30"):
        files.taken(export(refunded))

    order = Order.objects.get()
    assert (order.total_minor, order.refunded_minor) == (5000, 3000)


def test_the_preview_writes_nothing_and_says_what_a_run_would_do() -> None:
    imported = files.received(
        files.csv_of("number,date,customer,amount", "A1,2024-01-01,u1,5", "A2,,u2,6")
    )

    seen = selectors.preview(imported)

    assert Order.objects.count() == SetAside.objects.count() == 0
    assert seen.rows[0].order is not None
    assert seen.rows[0].who == (("user_id", "u1"),)
    assert [(p.row, p.field, p.reason.value) for p in seen.problems] == [
        (3, "placed_at", "missing")
    ]
    assert seen.tally.refused == {"missing": 1}


def test_a_saved_mapping_is_used_again_for_the_same_header() -> None:
    content = files.csv_of("kennung,tag,betrag", "u1,2024-01-01,5")
    first = files.received(content)
    with pytest.raises(NotReady):
        selectors.preview(first)
    first = services.change_kind(first, kind=Kind.ORDERS)
    mapped = files.mapped(first, {"customer": "kennung", "placed_at": "tag", "amount": "betrag"})
    mapping = services.save_mapping(mapped, name="Kasse", by=make.mei(), at=make.NOON)

    second = files.received(content, kind=Kind.ORDERS)

    assert selectors.mappings_for(second) == [mapping]
    assert second.read_plan().columns["amount"] == "betrag"


def test_pause_keeps_what_is_in_and_resume_takes_the_rest() -> None:
    rows = ["customer,date,amount", *(f"u{n},20240101,1.00" for n in range(2_500))]
    imported = services.start(files.received(files.csv_of(*rows)), by=make.mei(), at=make.NOON)

    def pause_at_first(at_batch: Import) -> None:
        if 0 < at_batch.rows_read < 1_500:
            services.pause(at_batch, by=make.mei(), at=make.NOON)

    paused = services.run(imported.pk, clock=lambda: make.NOON, on_batch=pause_at_first)
    held = (paused.state, paused.rows_read, Order.objects.count())
    services.resume(paused, by=make.mei(), at=make.NOON)
    done = services.run(imported.pk, clock=lambda: make.NOON)

    assert held == ("paused", 2_000, 2_000)
    assert (done.state, done.rows_read, Order.objects.count()) == ("done", 2_500, 2_500)
    assert selectors.progress(done).percent == 100


def test_a_stopped_import_stays_stopped() -> None:
    content = files.csv_of("customer,date,amount", "u1,20240101,1")
    imported = services.start(files.received(content), by=make.mei(), at=make.NOON)

    stopped = services.stop(imported, by=make.mei(), at=make.NOON)

    assert services.run(stopped.pk, clock=lambda: make.NOON).state == "stopped"
    with pytest.raises(WrongState):
        services.resume(stopped, by=make.mei(), at=make.NOON)


def test_an_ended_import_loses_its_file_and_its_refused_rows_after_a_week() -> None:
    done = files.taken(files.csv_of("customer,date,amount", "u1,never,1"))
    path = done.path

    early = services.forget_files(at=make.NOON)
    late = services.forget_files(at=make.NOON + timedelta(days=8))

    assert (early, late) == (0, 1)
    assert SetAside.objects.count() == 0
    assert Import.objects.get().rows_refused == 1
    assert not Import.objects.get().has_file
    assert path.name


def test_only_those_who_may_import_see_imports() -> None:
    assert list(selectors.imports(scope_of(make.mei()))) == []
    with pytest.raises(NotPermitted):
        selectors.imports(scope_of(make.jun()))
