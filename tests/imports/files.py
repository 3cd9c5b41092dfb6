"""Importing in tests: a file's bytes in, the settled import out."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from guisu.take_in.imports import services
from guisu.take_in.imports.domain.plan import Kind, Plan
from guisu.take_in.imports.models import Import
from tests import make


def received(content: bytes, *, name: str = "file.csv", kind: Kind | None = None) -> Import:
    return services.receive([content], name=name, kind=kind, by=make.mei(), at=make.NOON)


def planned(imported: Import, **constants: str) -> Import:
    """The guessed plan with other constants."""
    plan = imported.read_plan()
    return services.change_plan(
        imported, plan=replace(plan, constants={**plan.constants, **constants})
    )


def ran(imported: Import) -> Import:
    """Start it and take it in here, without the worker."""
    services.start(imported, by=make.mei(), at=make.NOON)
    return services.run(imported.pk, clock=lambda: make.NOON)


def taken(content: bytes | Path, *, kind: Kind | None = None, **constants: str) -> Import:
    data = content.read_bytes() if isinstance(content, Path) else content
    return ran(planned(received(data, kind=kind), **constants))


def csv_of(*rows: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(rows).encode(encoding)


def mapped(imported: Import, columns: Mapping[str, str]) -> Import:
    plan = imported.read_plan()
    return services.change_plan(imported, plan=Plan(columns, plan.constants))
