"""Unpacking a body without trusting its size: a bomb is stopped at the limit."""

import zlib

from guisu.take_in.intake.domain.limits import MOST_BODY, Malformed, TooLarge

GZIP = 16 + zlib.MAX_WBITS


def unpacked(body: bytes, encoding: str) -> bytes:
    """The JSON that was sent, of at most `MOST_BODY` bytes. Raises `Malformed` or `TooLarge`."""
    match encoding.strip().lower():
        case "" | "identity":
            return body
        case "gzip":
            return _gunzipped(body)
        case _:
            raise Malformed(problem="Content-Encoding: gzip or none")


def _gunzipped(body: bytes) -> bytes:
    reader = zlib.decompressobj(GZIP)
    try:
        found = reader.decompress(body, MOST_BODY + 1)
    except zlib.error as error:
        raise Malformed(problem="The body is not gzip.") from error
    if len(found) > MOST_BODY:
        raise TooLarge(problem=f"A request may have {MOST_BODY} bytes when unpacked.")
    if not reader.eof or reader.unused_data:
        raise Malformed(problem="The gzip body ends early, or something follows it.")
    return found
