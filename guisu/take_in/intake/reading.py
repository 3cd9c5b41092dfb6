"""The reader: a process beside the product's own that takes requests apart during a flood.

`python -m guisu.take_in.intake.reading` reads frames from its standard input and answers each on
its standard output: a length in four bytes, then requests, or their items, as MessagePack. It
loads no framework, opens nothing, and ends with whoever started it, or after a while without work.
"""

import os
import select
import signal
import struct
from typing import IO

import msgspec

from guisu.take_in.intake.domain.items import Item, Request, items_of

IDLE_SECONDS = 120.0
LENGTH = struct.Struct("<I")
encode = msgspec.msgpack.Encoder().encode
decode_requests = msgspec.msgpack.Decoder(list[Request]).decode
decode_items = msgspec.msgpack.Decoder(list[Item]).decode


def send(stream: IO[bytes], frame: bytes) -> None:
    stream.write(LENGTH.pack(len(frame)))
    stream.write(frame)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """The next frame. Raises `EOFError` where the other end is gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    size = LENGTH.unpack(head)[0]
    frame = stream.read(size)
    if len(frame) < size:
        raise EOFError
    return frame


def answer(frame: bytes) -> bytes:
    """The items of a frame of requests; empty where they fit no frame."""
    try:
        return encode(items_of(decode_requests(frame)))
    except (msgspec.MsgspecError, OverflowError):
        return b""


def main() -> None:
    # Ctrl+C is for the server, which ends this by closing the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = os.fdopen(0, "rb"), os.fdopen(1, "wb")
    try:
        while select.select([source], [], [], IDLE_SECONDS)[0]:
            send(sink, answer(receive(source)))
    except (EOFError, BrokenPipeError):
        os._exit(0)


if __name__ == "__main__":
    main()
