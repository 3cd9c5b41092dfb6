"""Requests that are not finished, connections that say nothing, answers that nobody reads."""

import http.client
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.patience import PATIENCE, until
from tests.siege.counts import count
from tests.siege.product import Product
from tests.siege.wire import answer, connections, head, milliseconds, milliseconds_beside

Tell = Callable[[str], None]
FORM = "application/x-www-form-urlencoded"
# Every door that takes a body, as somebody knocks who holds no key and has not signed in.
DOORS = (
    "/v1/batch",
    "/v1/track",
    "/api/v1/orders/batch",
    "/callbacks/wecom/nobody",
    "/language/",
    "/sign-in/",
    "/imports/new/",
    "/messages/new/",
    "/set-up/1/",
    "/nowhere",
)


@pytest.mark.parametrize("door", DOORS)
def test_unfinished_bodies_at_one_door_stop_nobody(product: Product, tell: Tell, door: str) -> None:
    many = count("unfinished", short=40, long=1_000)
    saying = head("POST", door, length=400, content_type=FORM) + b"x"

    with connections(product.port, many, saying=saying) as lines:
        waited = milliseconds_beside(lines, product)

    tell(f"{door}: {many} unfinished requests, a page in {waited:.0f} ms")


def test_unfinished_bodies_at_all_doors_stop_nobody(product: Product, tell: Tell) -> None:
    each = count("half_sent", short=30, long=100)
    said = [head("POST", door, length=400, content_type=FORM) + b"x" for door in DOORS]

    with connections(product.port, 0) as held:
        for saying in said:
            for _ in range(each):
                line = socket.create_connection(("127.0.0.1", product.port), timeout=PATIENCE)
                line.sendall(saying)
                held.append(line)
        waited = milliseconds_beside(held, product)
        with product.signed_in() as mei:
            home = mei.get("/")
        for line in held:
            line.close()

    assert home.status_code == 200
    tell(f"{each * len(DOORS)} unfinished requests, a page in {waited:.0f} ms")


def test_chunked_bodies_without_an_end_stop_nobody(product: Product, tell: Tell) -> None:
    many = count("chunked", short=40, long=1_000)
    saying = head("POST", "/v1/batch", transfer_encoding="chunked") + b"1\r\nx\r\n"

    with connections(product.port, many, saying=saying) as lines:
        waited = milliseconds_beside(lines, product)

    tell(f"{many} unfinished requests, a page in {waited:.0f} ms")


@pytest.mark.parametrize("saying", [b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: "])
def test_silent_connections_and_half_heads_stop_nobody(
    product: Product, tell: Tell, saying: bytes
) -> None:
    many = count("silent", short=300, long=1_000)

    with connections(product.port, many, saying=saying) as lines:
        waited = milliseconds_beside(lines, product)
        with product.signed_in() as mei:
            home = mei.get("/")

    assert home.status_code == 200
    tell(f"{many} connections that say {saying!r}, a page in {waited:.0f} ms")


def test_a_silent_connection_ends_by_itself(product: Product, tell: Tell) -> None:
    began = time.monotonic()

    with connections(product.port, 1) as (line,):
        told = answer(line, seconds=PATIENCE)

    assert told == b""
    tell(f"ended after {time.monotonic() - began:.0f} s")


def test_a_dripping_body_ends_with_a_word(product: Product, tell: Tell) -> None:
    began = time.monotonic()
    saying = head("POST", "/v1/batch", length=400_000) + b"x"

    with connections(product.port, 1, saying=saying) as (line,):
        told = _dripping(line)

    assert told.startswith(b"HTTP/1.1 408 ")
    tell(f"a byte a second ended after {time.monotonic() - began:.0f} s")


def _dripping(line: socket.socket) -> bytes:
    told = b""
    line.settimeout(1)
    for _ in range(90):
        try:
            line.sendall(b"x")
            told += line.recv(1000)
        except TimeoutError:
            continue
        except OSError:
            break
        if told:
            break
    return told


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/v1/batch", {"authorization": "Basic Z3Nfbm9ib2R5Og=="}, b"401"),
        ("/api/v1/orders/batch", {}, b"401"),
        ("/api/v1/orders/batch", {"authorization": "Bearer gs_nobody"}, b"401"),
        ("/callbacks/wecom/nobody", {}, b"404"),
    ],
)
def test_without_a_key_the_answer_comes_before_the_body(
    product: Product, path: str, headers: dict[str, str], status: bytes
) -> None:
    with connections(
        product.port, 1, saying=head("POST", path, length=200_000, **headers) + b"x"
    ) as (line,):
        told = answer(line, seconds=PATIENCE)

    assert told.split(b" ")[1] == status


@pytest.mark.parametrize(
    ("path", "length"),
    [
        ("/v1/batch", 600_000),
        ("/callbacks/wecom/nobody", 300_000),
        ("/api/v1/orders/batch", 5_000_000),
        ("/sign-in/", 5_000_000),
        ("/imports/new/", 5_000_000),
        ("/imports/new/", 3_000_000_000),
    ],
)
def test_what_is_too_large_is_refused_before_the_body(
    product: Product, path: str, length: int
) -> None:
    with connections(product.port, 1, saying=head("POST", path, length=length) + b"x") as (line,):
        told = answer(line, seconds=PATIENCE)

    assert told.split(b" ")[1] == b"413"


def test_a_chunked_body_is_refused_where_it_grows_too_large(product: Product) -> None:
    piece = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    saying = head("POST", "/v1/batch", transfer_encoding="chunked")

    with connections(product.port, 1, saying=saying) as (line,):
        for _ in range(9):
            line.sendall(piece)
        told = answer(line, seconds=PATIENCE)

    assert told.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nX-A: " + b"a" * 40_000 + b"\r\n\r\n", b"431"),
        (b"GET /" + b"a" * 40_000, b"431"),
    ],
)
def test_what_is_not_one_clear_request_is_refused(
    product: Product, said: bytes, status: bytes
) -> None:
    with connections(product.port, 1, saying=said) as (line,):
        told = answer(line, seconds=PATIENCE)

    assert told.split(b" ")[1] == status


def test_answers_that_nobody_reads_stop_nobody(product: Product, tell: Tell) -> None:
    many = count("unread", short=24, long=200)
    with product.client() as visitor:
        page = visitor.get("/sign-in/").text
    script = next(word for word in page.split('"') if word.endswith(".css"))

    with connections(product.port, many, saying=head("GET", script) * 8) as lines:
        waited = milliseconds_beside(lines, product)

    tell(f"{many} readers that do not read, a page in {waited:.0f} ms")


def test_whoever_leaves_in_the_middle_of_a_body_leaves_nothing_behind(product: Product) -> None:
    with product.signed_in() as mei:
        cookie = f"guisu_session={mei.cookies['guisu_session']}"
        saying = head("POST", "/imports/new/", length=50_000_000, cookie=cookie)
        with connections(product.port, 4, saying=saying) as lines:
            for line in lines:
                line.sendall(b"x" * 5_000_000)

        milliseconds(product)
        until(lambda: not [p for p in (product.folder / "tmp").rglob("*") if p.is_file()])


def test_a_large_upload_and_its_download_pass_whole(product: Product, tell: Tell) -> None:
    rows = count("rows", short=60_000, long=1_000_000)
    content = b"phone,name\n" + b"".join(b"13%09d,Tea lover %d\n" % (n, n) for n in range(rows))
    with product.signed_in() as mei:
        page = mei.get("/imports/new/").text
        token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        taken = mei.post(
            "/imports/new/",
            data={"csrfmiddlewaretoken": token, "kind": ""},
            files={"file": ("people.csv", content, "text/csv")},
            headers={"Referer": f"{product.address}/imports/new/"},
        )

    assert taken.status_code == 200
    assert any(
        path.read_bytes() == content
        for path in (product.folder / "uploads").rglob("*")
        if path.is_file()
    )
    tell(f"{len(content) / 1e6:.1f} MB")


def test_one_connection_carries_many_requests_in_order(product: Product) -> None:
    asked = [head("GET", f"/healthz?{n}") for n in range(5)] + [head("HEAD", "/healthz")]

    with connections(product.port, 1, saying=b"".join(asked)) as (line,):
        line.shutdown(socket.SHUT_WR)
        told = answer(line, seconds=PATIENCE)

    assert told.count(b"HTTP/1.1 200 ") == 6
    assert told.count(b"ok\n") == 5


def test_every_request_under_way_is_answered_when_the_server_stops(
    fresh: Product, tell: Tell
) -> None:
    fresh.start()
    asking = [_Asking(fresh.port) for _ in range(count("askers", short=8, long=32))]
    for one in asking:
        one.start()
    until(lambda: all(one.answered > 1 for one in asking))

    assert fresh.process is not None
    fresh.process.terminate()
    assert fresh.process.wait(PATIENCE) == 0
    for one in asking:
        one.join(PATIENCE)

    assert [one.broken for one in asking] == [0] * len(asking)
    tell(f"{sum(one.answered for one in asking)} answered, none broken")


class _Asking(threading.Thread):
    """Asks one request after the other, head and body apart, until nobody answers the door."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port, self.answered, self.broken = port, 0, 0

    def run(self) -> None:
        while True:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            with closing(line):
                try:
                    line.connect()
                except OSError:
                    return  # nobody is there any more
                try:
                    line.request("POST", "/v1/batch", body=iter([b"{}"]), encode_chunked=True)
                    line.getresponse().read()
                except (OSError, http.client.HTTPException):
                    self.broken += 1
                    return
            self.answered += 1
