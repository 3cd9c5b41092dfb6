"""The besieged product, on both stores, and the telling of what held.

`product` is one served product for all attacks of a module that leave it alive; `fresh` is one
of a test's own, set up and not yet started. Both come once on SQLite and once on PostgreSQL;
`@pytest.mark.parametrize("store", ["sqlite"], indirect=True)` leaves one of them out.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import postgresql
from tests.siege.product import STORES, Product, besieged
from tests.siege.telling import FIGURES, STORE, Telling

HERE = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Telling())


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that stands here is of the siege, and speaks to servers of its own."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.siege)
            item.add_marker(pytest.mark.enable_socket)
            _share_out(item)


def _share_out(item: pytest.Item) -> None:
    """One process has the PostgreSQL, one a shared product; the others go to whoever is free."""
    spoken = getattr(item, "callspec", None)
    if spoken is not None and spoken.params.get("store") == "postgresql":
        item.add_marker(pytest.mark.xdist_group("postgresql"))
    elif "product" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def _server() -> Iterator[dict[str, Any]]:
    with postgresql.running() as address:
        yield address


@pytest.fixture(scope="module", params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    """Which database the product stands on."""
    return str(request.param)


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, store: str) -> dict[str, Any] | None:
    """The address of the PostgreSQL, where the product stands on one."""
    return request.getfixturevalue("_server") if store == "postgresql" else None


@pytest.fixture(scope="module")
def product(
    store: str, server: dict[str, Any] | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """Served and set up, shared by the attacks of a module."""
    with besieged(tmp_path_factory.mktemp("siege"), store=store, server=server) as made:
        made.start()
        yield made


@pytest.fixture
def fresh(store: str, server: dict[str, Any] | None, tmp_path: Path) -> Iterator[Product]:
    """Set up and not started, of one test alone."""
    with besieged(tmp_path, store=store, server=server) as made:
        yield made


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Add a figure to the line that the siege prints of this attack."""

    def told(figure: str) -> None:
        request.node.user_properties.append((FIGURES, figure))

    return told


@pytest.fixture(autouse=True)
def _on_which_store(request: pytest.FixtureRequest) -> None:
    spoken = getattr(request.node, "callspec", None)
    if spoken is not None and "store" in spoken.params:
        request.node.user_properties.append((STORE, spoken.params["store"]))
