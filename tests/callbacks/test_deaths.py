# ruff: noqa: S310, S603 - the test talks to the server that it starts itself
"""The server dies without a word, again and again, while WeCom posts: nothing answered is lost."""

import os
import random
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

import pytest

from guisu.ground.channels.wecom.crypto import Sealer
from tests.channels import acts
from tests.patience import until
from tests.ports import free_port
from tests.serving import Served

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
DEATHS = int(os.environ.get("GUISU_TEST_DEATHS", "3"))
SENDERS = 6
CONNECT = """
from tests.channels import acts
print(acts.connection(base_url="http://127.0.0.1:1").path)
"""
SEALER = Sealer.of(token=acts.TOKEN, aes_key=acts.AES_KEY, receiver=acts.CORP)


class Sender(threading.Thread):
    """Posts events of one colleague, each again until it is answered with 200."""

    def __init__(self, address: str, name: str, stopping: threading.Event) -> None:
        super().__init__(name=name)
        self.address, self.stopping = address, stopping
        self.answered: list[str] = []
        self.refusals: set[int] = set()

    def run(self) -> None:
        while not self.stopping.is_set():
            code = f"{self.name}-{len(self.answered)}"
            while not self._is_answered(code):
                time.sleep(0.05)
            self.answered.append(code)

    def _is_answered(self, code: str) -> bool:
        sealed = SEALER.seal(message(code).encode(), random=os.urandom(16))
        now = str(int(time.time()))
        signature = SEALER.signature(now, code, sealed)
        query = urlencode({"msg_signature": signature, "timestamp": now, "nonce": code})
        body = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()
        try:
            with urllib.request.urlopen(f"{self.address}?{query}", body, timeout=60) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            self.refusals.add(error.code)
            return False
        except (OSError, ValueError):
            return False


def message(code: str) -> str:
    userid, _ = code.split("-")
    return (
        "<xml><CreateTime>1790000000</CreateTime><Event>change_external_contact</Event>"
        f"<ChangeType>add_external_contact</ChangeType><UserID>{userid}</UserID>"
        f"<ExternalUserID>wm{code}</ExternalUserID><WelcomeCode>{code}</WelcomeCode></xml>"
    )


def test_what_was_answered_is_kept_once_with_the_greeting_that_it_owes(tmp_path: Path) -> None:
    served = Served(tmp_path, free_port())
    served.environment["GUISU_BACKGROUND"] = "off"
    served.start()
    address = f"{served.address}/callbacks/wecom/{connected(served)}"
    stopping, chance = threading.Event(), random.Random(20261129)  # noqa: S311 - when to kill
    senders = [Sender(address, f"s{number}", stopping) for number in range(SENDERS)]
    for sender in senders:
        sender.start()

    for death in range(1, DEATHS + 1):
        until(lambda most=death: answered(senders) >= SENDERS * most)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 1.2))
        served.kill()
        served.start()
    stopping.set()
    for sender in senders:
        sender.join()
    callbacks = [row[0] for row in served.rows("SELECT body FROM callbacks_callback")]
    codes = [row[0] for row in served.rows("SELECT welcome_code FROM acquisition_greeting")]
    whole = served.rows("PRAGMA integrity_check")
    served.stop()

    kept = {code for sender in senders for code in sender.answered}
    assert len(kept) >= SENDERS * DEATHS
    assert {message(code) for code in kept} <= set(callbacks)
    assert kept <= set(codes)
    assert len(callbacks) == len(set(callbacks)) == len(codes) == len(set(codes))
    assert whole == [("ok",)]
    assert set().union(*(sender.refusals for sender in senders)) <= {503}


def answered(senders: Sequence[Sender]) -> int:
    return sum(len(sender.answered) for sender in senders)


def connected(served: Served) -> str:
    """The end of a new connection's address."""
    manage = Path(__file__).parents[2] / "manage.py"
    made = subprocess.run(
        [sys.executable, str(manage), "shell", "--no-imports", "-c", CONNECT],
        env=served.environment,
        cwd=manage.parent,
        check=True,
        capture_output=True,
        text=True,
    )
    return made.stdout.strip().splitlines()[-1]
