"""Codes of six digits that follow from a secret and the time, and codes for when that is lost."""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from hmac import compare_digest
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

SECRET_BYTES, RECOVERY_BYTES, RECOVERY_CODES, GROUP = 20, 10, 10, 4
STEP_SECONDS, DIGITS = 30, 6
# Clocks of phones differ: the step before and the one after are taken too.
DRIFT = (0, -1, 1)
# Wrong codes for one account from devices that it does not know, within the time: with these a
# guesser has one chance in 16,000 a day. A known device has a count of its own.
MOST_FAILURES, FAILURES_WITHIN = 20, timedelta(hours=1)


class WrongCode(Refusal):
    code = "proof.wrong_code"
    template = gettext_noop("This code is wrong or was used already: wait for the next one.")
    http_status = 422


class TooManyCodes(Refusal):
    code = "proof.too_many_codes"
    template = gettext_noop(
        "There were too many wrong codes for this account. Use a device that you signed in with "
        "before, or wait an hour."
    )
    http_status = 429


class FactorRequired(Refusal):
    code = "proof.factor_required"
    template = gettext_noop("Your post needs a second factor: it can be changed, not turned off.")


class OwnFactorFirst(Refusal):
    code = "proof.own_factor_first"
    template = gettext_noop(
        "Set up your own second factor first: you would be signed out in the middle of your work."
    )


class NoFactorYet(Refusal):
    code = "proof.no_factor_yet"
    template = gettext_noop("Set up the second factor first.")


def new_secret() -> str:
    """160 random bits, as authenticator apps take them."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_at(moment: datetime) -> int:
    """Which step of thirty seconds `moment` falls in."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_at(secret: str, step: int) -> str:
    """The six digits of a step (RFC 6238 with SHA-1, which is what all apps speak)."""
    made = HOTP(base64.b32decode(secret), DIGITS, SHA1()).generate(step)  # noqa: S303
    return made.decode()


def step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """The step, of those that may be meant now, that `code` belongs to."""
    given = "".join(code.split())
    now = step_at(at)
    for drift in DRIFT:
        if compare_digest(code_at(secret, now + drift).encode(), given.encode()):
            return now + drift
    return None


def address_of(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code of an authenticator app holds."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?" + urlencode({"secret": secret, "issuer": issuer})


def new_recovery_codes() -> list[str]:
    """80 random bits each: `ABCD-EFGH-IJKL-MNOP`."""
    return [_grouped(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]


def digest(code: str) -> str:
    """How a random code is kept; there is nothing to guess from, so one SHA-256 is enough."""
    bare = "".join(code.upper().replace("-", " ").split())
    return hashlib.sha256(bare.encode()).hexdigest()


def _grouped(random: bytes) -> str:
    text = base64.b32encode(random).decode()
    return "-".join(text[place : place + GROUP] for place in range(0, len(text), GROUP))
