"""Bringing what segments, schemes and valuations keep in minor units to ISO 4217's decimals.

For migrations, as `commerce.rescaling`: all of it counts in the installation's own currency.
"""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from django.apps.registry import Apps
from django.db.models import Q, QuerySet

from guisu.ground.jobs.batches import AT_ONCE, in_batches
from guisu.know.commerce.rescaling import MOVED, home, moved

# Conditions whose `minor` is a range of amounts.
OF_MONEY = ("spent", "average_order")
Rows = QuerySet[Any]
Number = Callable[[int], int]


def rescale(apps: Apps, *, at_once: int = AT_ONCE) -> None:
    """Safe to kill and to repeat."""
    currency = home(apps)
    if currency:
        scale = partial(moved, currency=currency)
        for name in ("Segment", "SegmentVersion"):
            rows = apps.get_model("segments", name).objects.all()
            change = partial(_definitions, scale=scale)
            in_batches(apps, f"minor units of {name}", rows, change, at_once=at_once)
        schemes = apps.get_model("segments", "Yardstick").objects.filter(kind="rfm")
        change = partial(_schemes, scale=scale)
        in_batches(apps, "minor units of schemes", schemes, change, at_once=at_once)
        audited = apps.get_model("staff", "AuditEntry").objects.filter(
            Q(action__startswith="segment.") | Q(action__startswith="rfm.")
        )
        change = partial(_audited, scale=scale)
        in_batches(apps, "minor units of audited conditions", audited, change, at_once=at_once)
    fits = apps.get_model("segments", "Valuation").objects.filter(currency__in=MOVED)
    in_batches(apps, "minor units of valuations", fits, _valuations, at_once=at_once)


def rescaled(definition: str, scale: Number) -> str:
    """A stored condition with its amounts moved, in the one spelling that conditions have."""
    told = _moved(json.loads(definition), scale)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _moved(node: Any, scale: Number) -> Any:
    if isinstance(node, list):
        return [_moved(each, scale) for each in node]
    if not isinstance(node, dict):
        return node
    told = {name: _moved(each, scale) for name, each in node.items()}
    if told.get("is") in OF_MONEY and isinstance(told.get("minor"), dict):
        edges = told["minor"].items()
        told["minor"] = {name: None if edge is None else scale(edge) for name, edge in edges}
    return told


def _definitions(rows: Rows, *, scale: Number) -> None:
    for one in rows:
        one.definition = rescaled(one.definition, scale)
        one.save(update_fields=["definition"])


def _audited(rows: Rows, *, scale: Number) -> None:
    for entry in rows:
        for told in (entry.before, entry.after):
            if told.get("definition"):
                told["definition"] = rescaled(told["definition"], scale)
            if told.get("spent_minor"):
                told["spent_minor"] = [scale(edge) for edge in told["spent_minor"]]
        entry.save(update_fields=["before", "after"])


def _schemes(rows: Rows, *, scale: Number) -> None:
    for one in rows:
        one.values["spent_minor"] = [scale(edge) for edge in one.values["spent_minor"]]
        one.save(update_fields=["values"])


def _valuations(rows: Rows) -> None:
    """Of the model of money, only `v` has a unit; what was held back is compared in amounts."""
    for one in rows:
        factor = 10.0 ** MOVED[one.currency]
        spending = one.parameters.get("spending")
        if spending:
            spending["v"] *= factor
        for name in ("actual_minor", "predicted_minor"):
            if one.calibration:
                one.calibration[name] *= factor
        one.save(update_fields=["parameters", "calibration"])
