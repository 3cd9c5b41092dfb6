"""Callbacks a second through the door of `guisu serve`.

`python bench/callbacks.py [seconds]` prints JSON. wrk posts sealed and signed events, each
another one, over eight connections; each is verified, decrypted, stored and only then answered.
Background loops are off: WeCom itself bounds how fast events are worked off (see `welcome.py`).
`cpu_ms_each` is the server's processor time for one; what else the machine does changes it little.
Reference of the same run: `sqlite3` committing the same rows one by one with synchronous=FULL.
"""

import os
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from django.utils import timezone

from bench import ground, raw
from bench.ground import DOOR, FOLDER
from guisu.config import start
from guisu.ground.channels import services as channels
from guisu.ground.channels.models import Connection
from guisu.ground.channels.wecom.crypto import Sealer

CONNECTIONS, PREPARED = 8, 40_000
CORP = "wx5823bf96d3bd56c7"
SCRIPT = """
local lines = {}
for line in io.lines("@REQUESTS@") do lines[#lines + 1] = line end
local count = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "text/xml"
function request()
  count = count + 1
  local query, body = lines[count]:match("^(%S+) (.*)$")
  return wrk.format(nil, "@PATH@?" .. query, nil, body)
end
"""


def main(seconds: int) -> None:
    start.migrate()
    settings = {
        "name": "bench",
        "corp_id": CORP,
        "agent_id": 1_000_002,
        "secret": "secret",
        "callback_token": ground.TOKEN,
        "callback_key": ground.AES_KEY,
    }
    connection = channels.connect(settings=settings, by=None, at=timezone.now())
    prepare(connection)
    reference = {"raw_rows_s": rows_a_second(seconds=3)}
    with ground.served(GUISU_BACKGROUND="off") as server:
        cpu = ground.cpu_seconds(server)
        figures = load(seconds)
        cpu = ground.cpu_seconds(server) - cpu
    figures["cpu_ms_each"] = round(cpu / figures["answered"] * 1_000, 2)
    ratio = {"accepted_to_raw": round(figures["accepted_s"] / reference["raw_rows_s"], 3)}
    setting = {"connections": CONNECTIONS, "seconds": seconds}
    ground.told(setting | figures | reference | ratio)


def load(seconds: int) -> dict[str, Any]:
    """wrk against the door: answers a second, percentiles, and the rows that are there after."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    told = subprocess.run(
        [*command, "-s", str(FOLDER / "load.lua"), DOOR], capture_output=True, text=True, check=True
    ).stdout
    answered = int(re.search(r"(\d+) requests in", told).group(1))  # type: ignore[union-attr]
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    with sqlite3.connect(f"file:{FOLDER}/guisu.sqlite3?mode=ro", uri=True, timeout=20) as db:
        kept = int(db.execute("SELECT count(*) FROM callbacks_callback").fetchone()[0])
    return {
        "accepted_s": round(answered / seconds),
        "p50_ms": milliseconds(told, "50%"),
        "p99_ms": milliseconds(told, "99%"),
        "refused": int(refused.group(1)) if refused else 0,
        "answered": answered,
        "kept": kept,
    }


def milliseconds(told: str, percentile: str) -> float:
    amount, unit = re.search(rf"{percentile}\s+([\d.]+)(us|ms|s)", told).groups()  # type: ignore[union-attr]
    return round(float(amount) * {"us": 0.001, "ms": 1, "s": 1000}[unit], 2)


def prepare(connection: Connection) -> None:
    """Requests to send, one a line: what stands in the address, and the body."""
    sealer = Sealer.of(token=ground.TOKEN, aes_key=ground.AES_KEY, receiver=CORP)
    now = str(int(time.time()))
    with (FOLDER / "requests.txt").open("w") as file:
        for number in range(PREPARED):
            sealed = sealer.seal(message(number).encode(), random=os.urandom(16))
            signature = sealer.signature(now, str(number), sealed)
            query = f"msg_signature={signature}&timestamp={now}&nonce={number}"
            file.write(f"{query} <xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>\n")
    script = SCRIPT.replace("@REQUESTS@", str(FOLDER / "requests.txt"))
    path = f"/callbacks/wecom/{connection.path}"
    (FOLDER / "load.lua").write_text(script.replace("@PATH@", path))


def message(number: int) -> str:
    return (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName>"
        "<FromUserName><![CDATA[sys]]></FromUserName><CreateTime>1790000000</CreateTime>"
        "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[change_external_contact]]></Event>"
        "<ChangeType><![CDATA[add_external_contact]]></ChangeType>"
        "<UserID><![CDATA[staff01]]></UserID>"
        f"<ExternalUserID><![CDATA[wm{number:030}]]></ExternalUserID>"
        f"<WelcomeCode><![CDATA[{number:064}]]></WelcomeCode></xml>"
    )


def rows_a_second(*, seconds: int) -> int:
    """A callback and its greeting a transaction, by `sqlite3` alone."""
    db = raw.database(FOLDER)
    db.execute("CREATE TABLE callback (id INTEGER PRIMARY KEY, digest TEXT UNIQUE, body TEXT)")
    db.execute("CREATE TABLE greeting (id INTEGER PRIMARY KEY, code TEXT UNIQUE, at TEXT)")
    done, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        db.execute("BEGIN IMMEDIATE")
        body = message(done)
        db.execute("INSERT INTO callback (digest, body) VALUES (?, ?)", (f"{done:064}", body))
        db.execute("INSERT INTO greeting (code, at) VALUES (?, ?)", (f"{done:064}", "2026-11-22"))
        db.execute("COMMIT")
        done += 1
    db.close()
    return round(done / seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
