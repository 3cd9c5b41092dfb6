"""The client that posts: reading the system's certificates takes long, so they are read once."""

import functools
import ssl

import httpx


def client(*, answer_seconds: float) -> httpx.AsyncClient:
    """A client that waits so long for an answer, and knows of no proxies."""
    return httpx.AsyncClient(timeout=answer_seconds, trust_env=False, verify=_certificates())


@functools.cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()
