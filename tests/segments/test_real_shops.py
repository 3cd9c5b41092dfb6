"""Two real shops: scores and stages agree with calculations made here by pandas from the files."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import numpy as np
import pandas as pd
import pytest

from guisu.know.segments.domain.lifecycle import Stage, Thresholds, learnt
from guisu.know.segments.measures import lifecycle, rfm
from guisu.know.segments.population import Population
from tests import shared

pytestmark = pytest.mark.slow
RULES = Thresholds(active_days=30, at_risk_days=60, dormant_days=180, frequency_days=60)


def cdnow() -> pd.DataFrame:
    """One row a purchase: customer, day, minor units."""
    table = pd.read_csv(
        shared.path("cdnow/CDNOW_master.txt"),
        sep=r"\s+",
        skiprows=1,
        names=["customer_id", "day", "cds", "dollars"],
    )
    return pd.DataFrame(
        {
            "customer_id": table["customer_id"],
            "day": pd.to_datetime(table["day"].astype(str), format="%Y%m%d"),
            "minor": (table["dollars"] * 100).round().astype("int64"),
            "status": "completed",
        }
    )


def online_retail() -> pd.DataFrame:
    """One row an invoice of somebody known; those of negative worth are goods back."""
    table = pd.read_parquet(
        shared.path("online_retail/online_retail_II_2009-2010_full.parquet")
    ).drop_duplicates()
    table = table[table["Customer ID"].notna()]
    table["minor"] = (table["Quantity"] * table["Price"] * 100).round().astype("int64")
    invoices = table.groupby("Invoice", as_index=False).agg(
        customer_id=("Customer ID", "first"), day=("InvoiceDate", "min"), minor=("minor", "sum")
    )
    invoices["customer_id"] = invoices["customer_id"].astype("int64")
    invoices["day"] = pd.to_datetime(invoices["day"]).dt.normalize()
    back = invoices["Invoice"].astype(str).str.startswith("C") | (invoices["minor"] < 0)
    invoices["status"] = np.where(back, "returned", "completed")
    return invoices[["customer_id", "day", "minor", "status"]]


def population(orders: pd.DataFrame, today: date) -> Population:
    """The shop as the warehouse has it; everybody was first seen on the day of a first invoice."""
    backend = ibis.duckdb.connect()
    first = orders.groupby("customer_id", as_index=False)["day"].min()
    people = pd.DataFrame(
        {
            "customer_id": first["customer_id"],
            "root_id": first["customer_id"],
            "erased": False,
            "local_date": first["day"].dt.date,
        }
    )
    told = pd.DataFrame(
        {
            "customer_id": orders["customer_id"],
            "status": orders["status"],
            "currency": "USD",
            "total_minor": orders["minor"],
            "refunded_minor": 0,
            "placed_at": orders["day"] + pd.Timedelta(hours=12),
            "local_date": orders["day"].dt.date,
        }
    )
    for name, table in {"customers": people, "orders": told}.items():
        backend.con.register(f"{name}_df", table)
        backend.con.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_df")  # noqa: S608
        backend.con.execute(f"ALTER TABLE {name} ALTER local_date TYPE DATE")
    at = datetime.combine(today, datetime.max.time(), UTC)
    return Population(backend.table, at, ZoneInfo("UTC"), "USD")


def by_pandas(orders: pd.DataFrame, today: date) -> pd.DataFrame:
    """recency, orders and spent of each person with an order, up to the end of `today`."""
    past = orders[orders["day"] <= pd.Timestamp(today)]
    counted = past[past["status"] == "completed"].groupby("customer_id")
    return pd.DataFrame(
        {
            "recency": (pd.Timestamp(today) - counted["day"].max()).dt.days,
            "orders": counted.size(),
            "spent": past.groupby("customer_id")["minor"].sum(),
        }
    ).dropna()


def fifths(values: pd.Series) -> list[int]:
    """The highest value of each of the four lower fifths, by NumPy's nearest rank."""
    return [int(np.percentile(values, k * 20, method="inverted_cdf")) for k in (1, 2, 3, 4)]


def stages_by_pandas(orders: pd.DataFrame, today: date) -> dict[str, int]:
    past = orders[(orders["day"] <= pd.Timestamp(today))]
    days = pd.DataFrame({"known": past.groupby("customer_id")["day"].min()})
    bought = past[past["status"] == "completed"]
    days["first"] = bought.groupby("customer_id")["day"].min()
    days["last"] = bought.groupby("customer_id")["day"].max()
    recent = bought[bought["day"] > pd.Timestamp(today - timedelta(days=60))]
    days["lately"] = recent.groupby("customer_id").size()
    ago = {name: (pd.Timestamp(today) - days[name]).dt.days for name in ("known", "first", "last")}
    frequent = days["lately"].fillna(0) >= 2
    told = np.select(
        [
            days["first"].isna() & (ago["known"] <= 7),
            days["first"].isna(),
            ago["first"] == 1,
            (ago["last"] <= 30) & frequent,
            ago["last"] <= 30,
            ago["last"] <= 60,
            ago["last"] <= 180,
        ],
        [stage.value for stage in list(Stage)[:7]],
        default=Stage.LOST.value,
    )
    return {str(stage): int(n) for stage, n in pd.Series(told).value_counts().items()}


SHOPS = [(cdnow, date(1997, 9, 30)), (cdnow, date(1998, 6, 30)), (online_retail, date(2010, 9, 1))]


@pytest.mark.parametrize(("shop", "today"), SHOPS)
def test_everybody_is_measured_and_scored_as_by_pandas(shop: Any, today: date) -> None:
    orders = shop()
    found = population(orders, today)
    expected = by_pandas(orders, today)

    learnt = rfm.learnt(found, None)
    assert learnt is not None
    table = rfm.scored(found, learnt.scheme).to_pyarrow().to_pandas().set_index("customer_id")

    assert len(table) == learnt.people == len(expected)
    table, expected = table.sort_index(), expected.sort_index()
    assert (table["recency_days"] == expected["recency"]).all()
    assert (table["orders"] == expected["orders"]).all()
    assert (table["spent_minor"] == expected["spent"]).all()
    for score, measure, is_lower_better in (
        ("r", "recency", True),
        ("f", "orders", False),
        ("m", "spent", False),
    ):
        ends = fifths(expected[measure])
        fifth = sum((expected[measure] > end).astype(int) for end in ends)
        wanted = 5 - fifth if is_lower_better else 1 + fifth
        assert (table[score] == wanted).all(), score


@pytest.mark.parametrize(("shop", "today"), SHOPS)
def test_stages_are_counted_as_by_pandas(shop: Any, today: date) -> None:
    orders = shop()

    found = lifecycle.counted(population(orders, today), RULES)

    expected = stages_by_pandas(orders, today)
    assert {stage.value: n for stage, n in found.items() if n} == expected


@pytest.mark.parametrize(("shop", "today"), SHOPS[1:])
def test_thresholds_are_the_percentiles_of_the_returns(shop: Any, today: date) -> None:
    orders = shop()

    found = learnt(lifecycle.gaps(population(orders, today)))

    bought = orders[(orders["status"] == "completed") & (orders["day"] <= pd.Timestamp(today))]
    days = bought[["customer_id", "day"]].drop_duplicates().sort_values(["customer_id", "day"])
    gaps = days.groupby("customer_id")["day"].diff().dropna().dt.days
    ends = [int(np.percentile(gaps, p, method="inverted_cdf")) for p in (75, 90, 97)]
    assert found is not None
    assert [found.active_days, found.at_risk_days, found.dormant_days] == ends
