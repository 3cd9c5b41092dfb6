"""Sends `count` tracks through RudderStack's own SDK."""

import sys

from rudderstack.analytics.client import Client

address, token, count = sys.argv[1:]
failures: list[object] = []
client = Client(token, host=address, on_error=lambda error, _: failures.append(error))
client.identify("r1", {"name": "Rudder", "email": "rudder@example.com"})
for n in range(int(count)):
    client.track("r1", "Tea Poured", {"cup": n})
client.flush()
client.join()
sys.exit(1 if failures else 0)
