"""Sends `count` tracks from each of several forked processes through Segment's own SDK."""

import os
import sys

from segment.analytics import Client

address, token, processes, count, packed = sys.argv[1:]
children = []
failures: list[object] = []  # each process has a copy of its own
for number in range(int(processes)):
    child = os.fork()
    if child:
        children.append(child)
        continue
    client = Client(
        token,
        host=address,
        gzip=packed == "gzip",
        max_queue_size=100_000,
        on_error=lambda error, _: failures.append(error),
    )
    client.identify(f"u{number}", {"name": f"Person {number}", "email": f"p{number}@example.com"})
    for n in range(int(count)):
        client.track(f"u{number}", "Tea Poured", {"cup": n})
    client.page(f"u{number}", "Shop", "Home")
    client.screen(f"u{number}", "Shop", "Home")
    client.group(f"u{number}", "club", {"tier": "gold"})
    client.alias(f"old{number}", f"u{number}")
    client.flush()
    client.join()
    os._exit(1 if failures else 0)
sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
