"""Whose failures are counted together at sign-in."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def signing_in(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The name as typed, in small letters: `Mei` and `mei` are one account, so one count."""
    name = (credentials or {}).get("username") or request.POST.get("username") or ""
    return str(name).strip().casefold()
