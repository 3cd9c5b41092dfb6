"""The lowest layer: secrets join a request below everything that writes logs or raises errors.

httpx logs the address of each request, and its errors carry the request. A token in the address
would be in both, so the request that httpx sees has none: this transport adds it on the way out.
"""

import functools
import ssl
from collections.abc import Mapping

import httpx

from guisu.ground.channels.leaving import Gate

HIDDEN = "guisu.hidden_parameters"
AT_ONCE = 20


class SecretParameters(httpx.BaseTransport):
    """Adds the request's secret parameters to its address, then hands it to `inner`."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        hidden: Mapping[str, str] | None = request.extensions.get(HIDDEN)
        if not hidden:
            return self._inner.handle_request(request)
        extensions = {k: v for k, v in request.extensions.items() if k != HIDDEN}
        told = httpx.Request(
            request.method,
            request.url.copy_merge_params(dict(hidden)),
            headers=request.headers,
            stream=request.stream,
            extensions=extensions,
        )
        return self._inner.handle_request(told)

    def close(self) -> None:
        self._inner.close()


class Gated(httpx.BaseTransport):
    """Asks the gate before anything leaves for a host."""

    def __init__(self, inner: httpx.BaseTransport, gate: Gate) -> None:
        self._inner, self._gate = inner, gate

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._gate.let(request.url.host)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


def http_client(
    base_url: str, transport: httpx.BaseTransport | None = None, *, gate: Gate | None = None
) -> httpx.Client:
    """A client for `base_url` that keeps connections open; redirects are not followed.

    A redirect would carry the token to wherever it points.
    """
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    inner = transport or httpx.HTTPTransport(limits=limits, retries=1, verify=certificates())
    gated = Gated(inner, gate or Gate())
    return httpx.Client(base_url=f"{base_url}/cgi-bin/", transport=SecretParameters(gated))


@functools.cache
def certificates() -> ssl.SSLContext:
    """Whom to trust, read once: it takes a tenth of a second, and each account has a client."""
    return httpx.create_ssl_context()
