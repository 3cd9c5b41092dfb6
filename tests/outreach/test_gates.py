"""The gates, one by one, in their order, and against a plain account of what they mean."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.act.outreach.domain import consent
from guisu.act.outreach.domain.caps import BadCap, Cap, checked
from guisu.act.outreach.domain.codes import Code, Need, Purpose, Receiver
from guisu.act.outreach.domain.gates import Known, Rules, Wanted, judge
from guisu.act.outreach.domain.holdout import WHOLE, is_held_out

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
NIGHT = datetime(2026, 11, 22, 16, tzinfo=UTC)
WEEKLY, MAILS = Cap(2, 7), Cap(1, 1, "email")
RULES = Rules(SHANGHAI, needs={("email", "marketing"): Need.A_YES}, caps=(WEEKLY, MAILS))
OFFER = Wanted("email", Purpose.MARKETING, NOON)
READY = Known(customer=7, address="a@b.cn", word=True)
# Whoever changes the draw tells everybody anew who gets nothing.
SPRING = [9, 16, 54]


def known(**more: object) -> Known:
    values = {name: getattr(READY, name) for name in Known.__slots__}
    return Known(**{**values, **more})


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (READY, None),
        (known(is_erased=True), Code.ERASED),
        (known(address=""), Code.NO_ADDRESS),
        (known(is_suppressed=True), Code.SUPPRESSED),
        (known(has_a_copy=True), Code.HAD_IT),
        (known(word=False), Code.SAID_NO),
        (known(word=None), Code.NO_YES),
        (known(had={WEEKLY: 1}), None),
        (known(had={WEEKLY: 2}), Code.CAP),
        (known(had={MAILS: 1}), Code.CHANNEL_CAP),
        (known(had={MAILS: 1, WEEKLY: 2}), Code.CAP),
    ],
)
def test_each_gate_names_itself(who: Known, code: Code | None) -> None:
    assert judge(RULES, OFFER, who).code == code


FAULTS: dict[Code, dict[str, object]] = {
    Code.ERASED: {"is_erased": True},
    Code.NO_ADDRESS: {"address": ""},
    Code.SUPPRESSED: {"is_suppressed": True},
    Code.HAD_IT: {"has_a_copy": True},
    Code.SAID_NO: {"word": False},
    Code.CAP: {"had": {WEEKLY: 9}},
}


@given(st.sets(st.sampled_from(sorted(FAULTS)), min_size=1))
def test_the_first_gate_in_order_speaks(faults: set[Code]) -> None:
    changes = {name: value for code in faults for name, value in FAULTS[code].items()}

    verdict = judge(RULES, OFFER, known(**changes))

    assert verdict.code == next(code for code in Code if code in faults)


def test_a_service_message_needs_no_yes_and_counts_against_nobody() -> None:
    service = Wanted("email", Purpose.SERVICE, NOON)

    assert judge(RULES, service, known(word=None, had={WEEKLY: 9})).code is None
    assert judge(RULES, service, known(word=False)).code == Code.SAID_NO


@pytest.mark.parametrize("receiver", [Receiver.GROUP, Receiver.COLLEAGUE, Receiver.PUBLIC])
def test_consent_caps_and_holdout_are_about_persons_only(receiver: Receiver) -> None:
    wanted = Wanted("wecom", Purpose.MARKETING, NOON, receiver=receiver, share=WHOLE)

    assert judge(RULES, wanted, Known(word=False, had={WEEKLY: 9})).code is None


def test_nights_only_put_off_and_what_serves_its_hour_is_said_then() -> None:
    night = Wanted("email", Purpose.MARKETING, NIGHT)
    at_once = Wanted("email", Purpose.SERVICE, NIGHT, keeps_quiet=False)

    assert judge(RULES, night, READY).not_before == datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert judge(RULES, at_once, READY).not_before == NIGHT


def test_the_persons_own_zone_goes_before_the_installations() -> None:
    london = known(zone=ZoneInfo("Europe/London"))

    assert judge(RULES, Wanted("email", Purpose.SERVICE, NIGHT), london).not_before == NIGHT


def test_what_quiet_hours_put_off_beyond_its_end_is_too_late() -> None:
    tonight = Wanted("email", Purpose.MARKETING, NIGHT, expires_at=NIGHT + timedelta(hours=1))

    assert judge(RULES, tonight, READY).code == Code.EXPIRED


def test_who_is_held_out_would_have_got_it() -> None:
    everybody = Wanted("email", Purpose.MARKETING, NOON, experiment="may", share=WHOLE)

    assert judge(RULES, everybody, READY).code == Code.HOLDOUT
    assert judge(RULES, everybody, known(word=False)).code == Code.SAID_NO


@given(st.text(max_size=12), st.integers(1, 10**12), st.integers(0, WHOLE), st.integers(0, WHOLE))
def test_a_holdout_only_ever_grows(name: str, person: int, share: int, more: int) -> None:
    small, large = sorted((share, more))

    assert is_held_out(name, person, share=small) <= is_held_out(name, person, share=large)
    assert not is_held_out(name, person, share=0)
    assert is_held_out(name, person, share=WHOLE)


def test_a_holdout_takes_its_share_and_knows_no_other_experiment() -> None:
    people = range(1, 100_001)
    first = {each for each in people if is_held_out("a", each, share=1_000)}
    second = {each for each in people if is_held_out("b", each, share=1_000)}

    assert 9_500 < len(first) < 10_500  # five standard deviations
    assert 800 < len(first & second) < 1_200


def test_a_holdout_is_the_same_for_ever() -> None:
    drawn = [each for each in range(1, 60) if is_held_out("spring", each, share=1_000)]

    assert drawn == SPRING


@pytest.mark.parametrize(
    ("channel", "purpose", "word", "code"),
    [
        ("sms", Purpose.MARKETING, None, Code.NO_YES),
        ("sms", Purpose.SERVICE, None, None),
        ("email", Purpose.MARKETING, None, Code.NO_YES),
        ("push", Purpose.MARKETING, False, Code.SAID_NO),
        ("push", Purpose.MARKETING, True, None),
    ],
)
def test_what_was_not_set_needs_a_yes_for_marketing(
    channel: str,
    purpose: Purpose,
    word: bool | None,  # noqa: FBT001 - yes, no, not asked
    code: Code | None,
) -> None:
    assert consent.refusal(consent.need({}, channel, purpose), word) == code


def test_days_of_a_cap_begin_at_midnight_of_the_installation() -> None:
    santiago = ZoneInfo("America/Santiago")
    # On 6 September 2026 there is no midnight: the day begins at one o'clock.
    sunday = datetime(2026, 9, 6, 15, tzinfo=UTC)

    assert Cap(1, 1).begins(NOON, SHANGHAI) == datetime(2026, 11, 21, 16, tzinfo=UTC)
    assert Cap(1, 7).begins(NOON, SHANGHAI) == datetime(2026, 11, 15, 16, tzinfo=UTC)
    assert Cap(1, 1).begins(sunday, santiago) == datetime(2026, 9, 6, 4, tzinfo=UTC)


@pytest.mark.parametrize("cap", [Cap(0, 1), Cap(1, 0), Cap(-1, 7), Cap(1, 367), Cap(1001, 7)])
def test_a_cap_that_means_nothing_is_refused(cap: Cap) -> None:
    with pytest.raises(BadCap):
        checked(cap)


@given(st.lists(st.booleans(), min_size=5, max_size=5))
def test_reasons_of_a_preview_add_up(words: list[bool]) -> None:
    verdicts = [judge(RULES, OFFER, known(word=word or None)) for word in words]
    counted = Counter(verdict.code for verdict in verdicts)

    assert counted[None] == sum(words)
    assert counted[Code.NO_YES] == len(words) - sum(words)
