"""Calls over a fake wire: what answers mean, what is asked again, and what never shows."""

import logging
from datetime import timedelta
from typing import Any

import httpx
import pytest

from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import (
    ChannelError,
    CredentialsRefused,
    OutcomeUnknown,
    Rejected,
    TryLater,
)
from guisu.ground.channels.wecom import account as calls
from guisu.ground.channels.wecom import media
from guisu.ground.channels.wecom.client import TRIES
from tests import make
from tests.channels import acts
from tests.channels.fake import Fake

pytestmark = pytest.mark.django_db
LIST = "externalcontact/list"
BATCH = "externalcontact/batch/get_by_user"


def refusal(fake: Fake, code: int, **fields: Any) -> ChannelError:
    fake.answers[LIST] = {"errcode": code, "errmsg": "no", "external_userid": [], **fields}
    with pytest.raises(ChannelError) as raised:
        acts.account(fake).contact_ids("jun")
    return raised.value


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (-1, TryLater),
        (45033, TryLater),
        (45035, TryLater),
        (40001, CredentialsRefused),
        (48002, CredentialsRefused),
        (60020, CredentialsRefused),
        (40003, Rejected),
        (999_999, Rejected),
    ],
)
def test_a_failure_with_an_empty_list_is_a_failure(code: int, kind: type[ChannelError]) -> None:
    assert type(refusal(Fake(), code)) is kind


def test_busy_answers_are_asked_again_and_refused_ones_are_not() -> None:
    busy, refused = Fake(), Fake()

    refusal(busy, -1)
    Connection.objects.all().delete()
    refusal(refused, 48002)

    assert busy.asked.count(LIST) == TRIES
    assert refused.asked.count(LIST) == 1


def test_a_colleague_without_customers_has_none() -> None:
    fake = Fake({LIST: {"errcode": 84061, "errmsg": "no relation", "external_userid": []}})

    assert acts.account(fake).contact_ids("jun") == []


@pytest.mark.parametrize(
    "answer", [{"errcode": 0, "errmsg": "ok"}, {"external_userid": None}, 502, {"errcode": "x"}]
)
def test_an_answer_without_its_list_is_not_an_empty_list(answer: Any) -> None:
    with pytest.raises(TryLater):
        acts.account(Fake({LIST: answer})).contact_ids("jun")


def test_an_unknown_call_and_a_redirect_are_told_apart() -> None:
    with pytest.raises(Rejected):
        acts.account(Fake({LIST: 404})).contact_ids("jun")
    Connection.objects.all().delete()
    with pytest.raises(CredentialsRefused):
        acts.account(Fake({LIST: 301})).contact_ids("jun")


def test_a_refused_token_is_replaced_once_and_the_call_made_again() -> None:
    fake = Fake({LIST: {"errcode": 0, "external_userid": ["wm1"]}})
    account = acts.account(fake)
    account.contact_ids("jun")

    fake.revoke()

    assert account.contact_ids("jun") == ["wm1"]
    assert fake.asked.count("gettoken") == 2


def test_a_token_that_is_refused_whatever_happens_ends_in_an_error() -> None:
    error = refusal(Fake(), 42001)

    assert isinstance(error, CredentialsRefused)


def test_401_customers_come_once_each_over_pages_of_fifty() -> None:
    people = [f"wm{n}" for n in range(401)]

    def page(request: httpx.Request) -> Any:
        start = int(fake.bodies[-1].get("cursor", "0"))
        ties = [
            {"external_contact": {"external_userid": one}, "follow_info": {"userid": "jun"}}
            for one in people[start : start + 50]
        ]
        following = str(start + 50) if start + 50 < len(people) else ""
        return {"errcode": 0, "external_contact_list": ties, "next_cursor": following}

    fake = Fake({BATCH: page})

    told = acts.account(fake).contacts_of(["jun"], limit=50)

    assert [
        each.external_contact.external_userid for one in told for each in one.external_contact_list
    ] == people


def test_pages_that_go_round_in_a_circle_end() -> None:
    fake = Fake({BATCH: {"errcode": 0, "external_contact_list": [], "next_cursor": "again"}})

    with pytest.raises(TryLater, match="circle"):
        list(acts.account(fake).contacts_of(["jun"]))
    assert fake.asked.count(BATCH) == 2


def test_fields_that_nobody_knows_yet_are_kept_at_every_depth() -> None:
    tie = {
        "external_contact": {"external_userid": "wm1", "mood": "fine"},
        "follow_info": {"userid": "jun", "wechat_channels": {"source": 2}},
    }
    fake = Fake({BATCH: {"errcode": 0, "external_contact_list": [tie], "more": [1]}})

    [page] = acts.account(fake).contacts_of(["jun"])

    assert page.extra == {"errcode": 0, "more": [1]}
    assert page.external_contact_list[0].external_contact.extra == {"mood": "fine"}
    assert page.external_contact_list[0].follow_info.extra == {"wechat_channels": {"source": 2}}


def test_over_the_limit_nobody_asks_until_the_window_ends() -> None:
    fake = Fake({LIST: {"errcode": 45009, "errmsg": "slow", "external_userid": []}})
    client = acts.client(fake)
    client._limits._clock = lambda: make.NOON
    account = calls.Account(client)

    for _ in range(3):
        with pytest.raises(TryLater) as refused:
            account.contact_ids("jun")

        assert refused.value.wait == timedelta(seconds=60)
    assert fake.asked.count(LIST) == 1


def test_a_patient_caller_waits_for_the_window() -> None:
    fake = Fake({LIST: [{"errcode": 45009}, {"errcode": 0, "external_userid": ["wm1"]}]})
    waited: list[float] = []
    now = [0.0]

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds

    client = acts.client(fake, sleep=sleep)
    client._limits._clock = lambda: make.NOON + timedelta(seconds=now[0])
    patient = calls.Account(client).patient(timedelta(minutes=5))

    assert patient.contact_ids("jun") == ["wm1"]
    assert sum(waited) == pytest.approx(60)


def test_an_answer_lost_to_a_welcome_is_unknown_and_to_a_question_is_not() -> None:
    def lost(request: httpx.Request) -> Any:
        raise httpx.ReadTimeout("late", request=request)

    fake = Fake({"externalcontact/send_welcome_msg": lost, LIST: lost})
    account = acts.account(fake)

    with pytest.raises(OutcomeUnknown):
        account.welcome("CODE", {"text": {"content": "Hello"}})
    with pytest.raises(TryLater):
        account.contact_ids("jun")
    assert fake.asked.count("externalcontact/send_welcome_msg") == 1


def test_no_secret_is_in_any_log_line_or_error(caplog: pytest.LogCaptureFixture) -> None:
    def lost(request: httpx.Request) -> Any:
        raise httpx.ReadTimeout(f"late {request.url}", request=request)

    fake = Fake({LIST: {"errcode": 0, "external_userid": []}, "user/get": lost})
    account = acts.account(fake)

    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="httpx"):
        account.contact_ids("jun")
        with pytest.raises(TryLater) as raised:
            account.user("jun")

    assert "externalcontact/list" in caplog.text
    chain: BaseException | None = raised.value
    told = [caplog.text]
    while chain is not None:
        told += [str(chain) if isinstance(chain, ChannelError) else "", repr(vars(chain))]
        chain = chain.__cause__
    assert "SECRET-TOKEN" not in "".join(told)
    assert acts.SECRET not in "".join(told)


def test_a_file_is_uploaded_once_in_three_days() -> None:
    fake = Fake({"media/upload": [{"media_id": "m1"}, {"media_id": "m2"}]})
    account = acts.account(fake)
    connection = Connection.objects.get()

    def sent(after: timedelta) -> str:
        return media.media_id(
            account,
            connection,
            kind="image",
            name="poster.png",
            digest="d" * 64,
            content=lambda: b"picture",
            at=make.NOON + after,
        )

    first, again = sent(timedelta()), sent(timedelta(days=2))
    late = sent(timedelta(days=3))

    assert (first, again, late) == ("m1", "m1", "m2")
    assert b"picture" in fake.bodies[fake.asked.index("media/upload")]
