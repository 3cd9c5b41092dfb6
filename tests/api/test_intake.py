"""The intake's door: exactly 200 for what is kept, a clean refusal for the rest."""

import base64
import gzip
import json
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from guisu.doors.api.intake import bodies
from guisu.ground.kernel.refusals import Refusal
from guisu.take_in.intake import services
from guisu.take_in.intake.domain.limits import Malformed
from guisu.take_in.intake.models import Arrived, RefusedMessage
from guisu.take_in.intake.services import acceptance
from tests import make

pytestmark = pytest.mark.django_db
TRACK = {"type": "track", "userId": "u1", "event": "Product Viewed", "messageId": "m1"}


@pytest.fixture(autouse=True)
def _fresh_keys() -> Iterator[None]:
    acceptance.forget_keys()
    yield
    acceptance.forget_keys()


def send(
    body: Any, *, kind: str = "batch", token: str | None = None, **headers: str
) -> tuple[int, dict[str, Any], Any]:
    """Post to `/v1/<kind>` under a fresh key, or under `token` (empty: none)."""
    if token is None:
        _, token = make.write_key()
    if token:
        basic = base64.b64encode(f"{token}:".encode()).decode()
        headers["HTTP_AUTHORIZATION"] = f"Basic {basic}"
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = Client().post(
        f"/v1/{kind}",
        data,
        content_type="application/json",
        **headers,  # type: ignore[arg-type]
    )
    return answer.status_code, answer.json(), answer


def expand_all() -> None:
    while services.expand():
        pass


def test_an_address_that_no_sdk_has_is_answered_as_a_problem() -> None:
    answer = Client().post("/v1/pageview", {}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_batch_is_spooled_as_it_came_and_answered_with_200() -> None:
    body = json.dumps({"batch": [TRACK, TRACK], "sentAt": "2026-11-22T04:00:00Z"}).encode()

    status, answer, _ = send(body)

    assert (status, answer) == (200, {"success": True, "accepted": 2})
    spooled = Arrived.objects.get()
    assert (bytes(spooled.body), spooled.messages, spooled.kind) == (body, 2, "batch")


@pytest.mark.parametrize("kind", ["identify", "track", "page", "screen", "group", "alias"])
def test_each_call_has_its_own_address_and_needs_no_type(kind: str) -> None:
    message = {"userId": "u1", "event": "Seen", "groupId": "g", "previousId": "a"}

    status, answer, _ = send(message, kind=kind)

    assert (status, answer["accepted"]) == (200, 1)


def test_a_key_in_the_body_will_do() -> None:
    _, token = make.write_key()

    status, _, _ = send({"batch": [TRACK], "writeKey": token}, token="")

    assert status == 200


@pytest.mark.parametrize("token", ["", "gs_wrong"])
def test_without_a_live_key_nothing_is_kept(token: str) -> None:
    status, answer, _ = send({"batch": [TRACK]}, token=token)

    assert (status, answer["code"]) == (401, "intake.key")
    assert not Arrived.objects.exists()


def test_a_key_without_the_scope_is_refused() -> None:
    key, token = make.write_key()
    key.scopes = ["customers:read"]
    key.save()

    status, _, _ = send({"batch": [TRACK]}, token=token)

    assert status == 401


def test_one_bad_message_is_set_aside_and_the_good_ones_are_kept() -> None:
    status, answer, _ = send({"batch": [TRACK, {"type": "track", "userId": "u1"}, TRACK]})

    assert (status, answer["accepted"], answer["setAside"]) == (200, 2, 1)
    expand_all()
    refused = RefusedMessage.objects.get()
    assert refused.reason == "batch[1].event: a track call needs a name"
    assert json.loads(refused.body) == {"type": "track", "userId": "u1"}


def test_a_batch_without_one_usable_message_names_index_and_field() -> None:
    status, answer, _ = send({"batch": [{"type": "track", "event": "Seen", "userId": []}]})

    assert status == 400
    assert answer["message"].startswith("batch[0].userId: Expected")
    assert not RefusedMessage.objects.exists()


def test_gzip_is_unpacked() -> None:
    packed = gzip.compress(json.dumps({"batch": [TRACK]}).encode())

    status, _, _ = send(packed, HTTP_CONTENT_ENCODING="gzip")

    assert status == 200


def test_a_bomb_is_stopped_at_the_limit() -> None:
    bomb = gzip.compress(b" " * 300_000_000)

    status, _, _ = send(bomb, HTTP_CONTENT_ENCODING="gzip")

    assert (len(bomb) < 500_000, status) == (True, 413)


@pytest.mark.parametrize(
    "body",
    [
        {"batch": [TRACK] * 2_501},
        {"batch": [{**TRACK, "properties": {"x": "y" * 520_000}}]},
    ],
)
def test_too_much_at_once_is_413(body: dict[str, Any]) -> None:
    status, _, _ = send(body)

    assert status == 413
    assert not Arrived.objects.exists()


def test_a_message_over_32_kb_is_413_alone_and_set_aside_in_a_batch() -> None:
    large = {**TRACK, "properties": {"x": "y" * 33_000}}

    alone, _, _ = send(large, kind="track")
    status, answer, _ = send({"batch": [TRACK, large]})

    assert (alone, status, answer["setAside"]) == (413, 200, 1)


def test_a_long_spool_asks_senders_to_wait(settings: Any) -> None:
    settings.INTAKE_BACKLOG = 10

    with patch("guisu.take_in.intake.selectors.waiting", return_value=11):
        status, _, answer = send({"batch": [TRACK]})

    assert (status, int(answer["Retry-After"])) == (429, 5)


def test_a_busy_database_is_429_and_never_500() -> None:
    with patch("guisu.ground.database.rows.insert", side_effect=OperationalError("locked")):
        status, _, answer = send({"batch": [TRACK]})

    assert (status, int(answer["Retry-After"])) == (429, 5)


@pytest.mark.parametrize("name", ["NaN", "Infinity", "1e999", '"\\u0000"', '"\\ud800"'])
def test_what_stores_cannot_keep_does_not_cost_the_batch(name: str) -> None:
    body = (
        f'{{"batch": [{{"type":"track","event":"Seen","userId":"u","properties":{{"x":{name}}}}}]}}'
    )

    status, _, _ = send(body.encode())

    assert status == 200


def test_browsers_may_send_from_a_shops_pages() -> None:
    answer = Client().options("/v1/batch")

    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, "*")


def test_get_is_405() -> None:
    assert Client().get("/v1/batch").status_code == 405


MESSAGES = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["track", "identify", "nonsense", "", None, 3]),
        "userId": st.one_of(
            st.none(), st.text(max_size=5), st.integers(), st.floats(), st.lists(st.none())
        ),
        "event": st.one_of(st.none(), st.text(max_size=130), st.integers()),
        "timestamp": st.one_of(st.none(), st.text(max_size=30), st.floats(), st.integers()),
        "properties": st.one_of(
            st.none(), st.dictionaries(st.text(max_size=3), st.floats()), st.text()
        ),
    },
)
GARBAGE = st.one_of(
    st.binary(max_size=300),
    st.builds(
        lambda x: json.dumps(x).encode(),
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=9)),
            lambda inner: st.one_of(
                st.lists(inner), st.dictionaries(st.sampled_from(["batch", "a"]), inner)
            ),
        ),
    ),
    st.builds(lambda x: json.dumps({"batch": x}).encode(), st.lists(MESSAGES, max_size=4)),
    st.integers(1, 60_000).map(lambda n: b'{"batch":' + b"[" * n),
)


@given(body=GARBAGE, kind=st.sampled_from(["batch", "import", "track", "identify"]))
def test_garbage_gets_a_clean_answer_and_leaves_nothing(body: bytes, kind: str) -> None:
    Arrived.objects.all().delete()
    RefusedMessage.objects.all().delete()

    status, answer, _ = send(body, kind=kind)

    assert status in {200, 400, 413}
    kept = sum(Arrived.objects.values_list("messages", flat=True))
    assert kept == answer.get("accepted", 0)
    expand_all()
    assert RefusedMessage.objects.count() == answer.get("setAside", 0)


@given(st.binary(max_size=400))
def test_garbage_that_claims_to_be_gzip_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal):
        bodies.unpacked(body, "gzip")
    for cut in (0, len(body) // 2):
        with pytest.raises(Malformed):
            bodies.unpacked(gzip.compress(body + b"x")[: cut + 3], "gzip")


@pytest.mark.parametrize("path", ["/v1/t", "/v1/projects/KEY/settings", "/sourceConfig/"])
def test_pages_of_any_origin_may_send_what_headers_their_sdk_has(path: str) -> None:
    asked = "authorization,anonymousid,rsa-since-last-attempt,x-retry-count"

    answer = Client().options(path, headers={"access-control-request-headers": asked})

    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Headers"] == asked
    assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_what_is_no_list_of_headers_is_not_sent_back() -> None:
    answer = Client().options("/v1/t", headers={"access-control-request-headers": "a\tb; c"})

    assert answer.headers["Access-Control-Allow-Headers"].startswith("Authorization")


def test_settings_of_an_sdk_name_this_machine_and_are_given_to_live_keys_only() -> None:
    _, token = make.write_key()

    segment = Client().get(f"/v1/projects/{token}/settings")
    rudder = Client().get("/sourceConfig/", headers={"authorization": make.basic(token)})
    nobody = Client().get("/v1/projects/gs_nobody/settings")

    told = segment.json()["integrations"]["Segment.io"]
    assert (told["apiHost"], told["protocol"]) == ("testserver/v1", "http")
    assert rudder.json()["source"]["writeKey"] == token
    assert nobody.status_code == 401


@pytest.mark.parametrize(("path", "kind"), [("/v1/t", "track"), ("/v1/i/", "identify")])
def test_short_addresses_are_those_of_the_long_ones(path: str, kind: str) -> None:
    _, token = make.write_key()
    body = json.dumps({"type": kind, "event": "Seen", "userId": "u", "writeKey": token})

    answer = Client().post(path, body, content_type="text/plain")

    assert (answer.status_code, answer.json()["accepted"]) == (200, 1)
    assert Arrived.objects.get().kind == kind


def test_what_a_page_sends_as_it_is_left_has_its_key_in_the_address() -> None:
    _, token = make.write_key()
    body = '{"batch": [{"type": "track", "event": "Left", "userId": "u"}]}'

    taken = Client().post(
        f"/beacon/v1/batch?writeKey={token}", body, content_type="text/plain;charset=UTF-8"
    )
    refused = Client().post("/beacon/v1/batch?writeKey=gs_no", body, content_type="text/plain")

    assert (taken.status_code, taken.json()["accepted"]) == (200, 1)
    assert refused.status_code == 401
