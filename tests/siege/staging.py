"""Who and what a besieged installation has: run in the product's environment, prints JSON."""

# ruff: noqa: E402 - Django is set up before models are imported
import json

import django

django.setup()

from django.utils import timezone

from guisu.ground.staff import services
from guisu.ground.staff.domain import KeyScope
from tests import make


def staged() -> dict[str, str]:
    """Mei's installation with the staff of the tests; the tokens of its keys."""
    now = timezone.now()
    services.set_up(
        organisation={"name": "Blossom"},
        owner={"username": "mei", "name": "Mei", "email": "", "password": make.PASSWORD},
        store={"name": "North", "code": "north"},
        at=now,
    )
    make.jun()
    make.bo()
    make.lin()
    events, others = {KeyScope.WRITE_EVENTS}, set(KeyScope) - {KeyScope.WRITE_EVENTS}
    made = {
        name: services.make_key(name, scopes=scopes, store=None, by=None, at=now)[1]
        for name, scopes in (("intake", events), ("api", others))
    }
    return {"password": make.PASSWORD, **made}


if __name__ == "__main__":
    print(json.dumps(staged()))
