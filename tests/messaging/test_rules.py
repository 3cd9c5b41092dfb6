"""The pure rules: each person once, by one colleague, within what they may get."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from guisu.act.messaging.domain import quotas
from guisu.act.messaging.domain.planning import Reason, plan
from guisu.act.messaging.domain.quotas import BEIJING, Had, Period, Quota
from guisu.act.messaging.domain.sharing import Way

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
ways = st.builds(
    lambda target, colleague, number, days: Way(
        target, colleague, f"wm{target}-{number}", EPOCH + timedelta(days=days)
    ),
    st.integers(1, 12),
    st.integers(1, 4),
    st.integers(1, 2),
    st.integers(0, 3),
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(
    st.lists(ways),
    st.sets(st.integers(1, 14)),
    st.sets(st.integers(1, 14)),
    st.sets(st.sampled_from([f"wm{n}-1" for n in range(1, 13)])),
    st.integers(1, 5),
)
def test_everybody_is_in_one_part_or_left_out_for_a_reason(
    told: list[Way], targets: set[int], refusing: set[int], spent: set[str], most: int
) -> None:
    made = plan(
        targets,
        told,
        barred=dict.fromkeys(refusing, Reason.REFUSED),
        is_spent=spent.__contains__,
        most=most,
    )

    going = [way for part in made.parts for way in part.ways]
    assert sorted([way.target for way in going] + [one.target for one in made.left_out]) == sorted(
        targets
    )
    assert all(
        way in told and way.colleague == part.colleague for part in made.parts for way in part.ways
    )
    assert all(1 <= len(part.ways) <= most for part in made.parts)
    assert not {way.target for way in going} & refusing
    assert not {way.receiver for way in going} & spent
    reachable = {way.target for way in told}
    for one in made.left_out:
        assert (one.reason is Reason.NOBODY) == (one.target not in reachable)
    assert made.going == len(going)


@given(st.lists(ways), st.randoms())
def test_who_sends_does_not_hang_on_the_order_in_which_ties_are_read(
    told: list[Way], chance: object
) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    targets = {way.target for way in told}

    def made(some: list[Way]) -> object:
        return plan(targets, some, is_spent=lambda _: False, most=3)

    assert made(shuffled) == made(told)


@given(st.lists(ways, min_size=1))
def test_the_colleague_who_has_known_them_longest_sends(told: list[Way]) -> None:
    targets = {way.target for way in told}
    made = plan(targets, told, is_spent=lambda _: False, most=100)

    for part in made.parts:
        for way in part.ways:
            assert way.since == min(one.since for one in told if one.target == way.target)


@given(st.sampled_from(Period), moments)
def test_a_period_holds_its_moment_and_begins_at_midnight_in_beijing(
    period: Period, at: datetime
) -> None:
    begins = Quota(period).begins(at)

    local = begins.astimezone(BEIJING)
    assert begins <= at
    assert (local.hour, local.minute, local.second) == (0, 0, 0)
    longest = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 31}[period]
    assert at - begins < timedelta(days=longest)
    assert Quota(period).begins(begins) == begins


@given(st.sampled_from(Period), st.none() | st.integers(1, 31), st.integers(0, 40), moments)
def test_nobody_gets_more_than_the_house_and_wecom_allow(
    period: Period, most: int | None, had: int, at: datetime
) -> None:
    quota = Quota(period, most)

    limit = quota.limit(at)

    assert quotas.is_spent(quota, Had(had), at=at) == (had >= limit)
    assert quotas.is_spent(quota, Had(0, is_full=True), at=at)
    assert limit <= {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 31}[period]
    assert limit <= (most or limit)


def test_a_month_brings_as_many_messages_as_it_has_days() -> None:
    month = Quota(Period.MONTH)

    # Midnight of 1 March in Beijing is still 28 February in London.
    assert month.limit(datetime(2026, 2, 28, 15, 59, tzinfo=UTC)) == 28
    assert month.limit(datetime(2026, 2, 28, 16, 0, tzinfo=UTC)) == 31
