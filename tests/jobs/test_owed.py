"""What becomes of one owed row: taken in its turn, settled by its holder, judged after a death."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from guisu.ground.jobs import owed
from guisu.ground.jobs.owed import ANY_NUMBER, AT_MOST_ONCE, LONGEST_CALL, Terms
from guisu.ground.jobs.owing import Due
from tests.jobs.debts import Debt, Watched, debt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables")]
NOW = timezone.now()
LATER = NOW + LONGEST_CALL + timedelta(seconds=1)
FOUR_HOURS = Terms(repeatable=timedelta(hours=4))

LOOKED_UP = Terms(repeatable=timedelta(), is_looked_up=True)
State = Debt.State


def take(terms: Terms = ANY_NUMBER, *, at: datetime = NOW, **lane: Any) -> Debt | None:
    return owed.take(Debt.objects.filter(**lane), terms, at=at)


def test_what_is_due_longest_comes_first_and_what_is_not_due_waits() -> None:
    later, first = (debt(due_at=NOW - timedelta(minutes=n)) for n in (1, 2))
    debt(due_at=NOW + timedelta(seconds=1))
    debt().delete()

    taken = [take(), take(), take()]

    assert taken == [first, later, None]


def test_a_row_that_somebody_holds_is_nobody_elses() -> None:
    debt()

    assert take() is not None
    assert take() is None


def test_a_lane_is_asked_by_itself_and_priorities_go_first() -> None:
    debt(lane="a", priority=9)
    low, high = debt(lane="b"), debt(lane="b", priority=5)
    terms = Terms(order=("-priority", "due_at", "pk"))

    taken = [take(terms, lane="b"), take(terms, lane="b"), take(terms, lane="b")]

    assert taken == [high, low, None]


def test_some_are_taken_at_once_in_their_order() -> None:
    made = [debt(due_at=NOW - timedelta(minutes=9 - n)) for n in range(5)]

    held = owed.take_some(Debt.objects.all(), limit=3, at=NOW)

    assert list(held) == made[:3]
    assert {row.held_until for row in held} == {NOW + LONGEST_CALL}
    assert Debt.objects.filter(tries=1, first_tried_at=NOW).count() == 3


def test_settling_ends_it() -> None:
    debt()
    taken = take()
    assert taken is not None

    assert owed.settle(taken, State.FAILED, code="no_such_receiver")

    kept = Debt.objects.get()
    assert (kept.state, kept.code, kept.held_until) == ("failed", "no_such_receiver", None)
    assert take(at=LATER) is None


def test_what_is_put_off_comes_again_then() -> None:
    debt()
    taken = take()
    assert taken is not None

    owed.put_off(taken, until=NOW + timedelta(seconds=30), code="busy")

    assert take(at=NOW + timedelta(seconds=29)) is None
    again = take(at=NOW + timedelta(seconds=30))
    assert again is not None
    assert (again.tries, again.code, again.first_tried_at) == (2, "busy", NOW)


def test_a_late_holder_changes_nothing_any_more() -> None:
    debt()
    slow = take()
    other = take(at=LATER)
    assert slow is not None
    assert other is not None

    assert not owed.settle(slow, State.DONE)
    assert not owed.put_off(slow, until=LATER)
    assert owed.settle(other, State.DONE)


def test_what_may_be_done_twice_is_done_again_after_a_death() -> None:
    debt()
    take()

    again = take(at=LATER)

    assert again is not None
    assert (again.state, again.tries) == ("waiting", 2)


def test_what_is_done_once_at_most_is_unknown_after_a_death() -> None:
    debt()
    take(AT_MOST_ONCE)

    assert take(AT_MOST_ONCE, at=LATER) is None

    kept = Debt.objects.get()
    assert (kept.state, kept.code, kept.held_until) == ("unknown", owed.NOBODY_KNOWS, None)
    assert take(AT_MOST_ONCE, at=LATER + timedelta(days=9)) is None


def test_within_the_providers_window_it_is_done_again() -> None:
    debt()
    take(FOUR_HOURS)

    again = take(FOUR_HOURS, at=NOW + timedelta(hours=3, minutes=59))
    assert again is not None
    assert again.tries == 2

    assert take(FOUR_HOURS, at=NOW + timedelta(hours=5)) is None
    assert Debt.objects.get().state == "unknown"


def test_what_was_left_in_doubt_goes_by_the_same_terms() -> None:
    for minutes in (1, 2):
        debt(due_at=NOW - timedelta(minutes=minutes))
    again, never = take(FOUR_HOURS), take(AT_MOST_ONCE)
    assert again is not None
    assert never is not None
    for row in (again, never):
        owed.leave_in_doubt(row, until=NOW + timedelta(seconds=10), code="no_answer")
    at = NOW + timedelta(seconds=10)

    assert take(FOUR_HOURS, at=at, pk=again.pk) == again
    assert take(AT_MOST_ONCE, at=at, pk=never.pk) is None


def test_what_can_be_looked_up_is_taken_as_unknown_and_costs_no_try() -> None:
    debt()
    take(LOOKED_UP)

    first_look = take(LOOKED_UP, at=LATER)
    assert first_look is not None
    assert (first_look.state, first_look.tries) == ("unknown", 1)
    owed.put_off(first_look, until=LATER)
    second_look = take(LOOKED_UP, at=LATER)
    assert second_look == first_look
    assert take(LOOKED_UP, at=LATER) is None

    owed.put_off(second_look, until=None)
    assert take(LOOKED_UP, at=LATER + timedelta(days=9)) is None


def test_nothing_is_begun_when_it_is_too_late() -> None:
    for seconds in (0, 1, 2):
        debt(expires_at=NOW - timedelta(seconds=seconds))
    in_time = debt(expires_at=NOW + timedelta(seconds=1), due_at=NOW)

    assert take() == in_time
    assert take() is None
    late = Debt.objects.exclude(pk=in_time.pk)
    assert set(late.values_list("state", "code")) == {("expired", owed.LATE)}


def test_many_that_are_too_late_are_swept_in_bounded_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(owed, "SWEPT_AT_ONCE", 3)
    for _ in range(10):
        debt(expires_at=NOW)
    in_time = debt(due_at=NOW)

    assert take() == in_time
    assert Debt.objects.filter(state="expired").count() == 10


def test_what_is_put_off_beyond_its_end_expires_at_its_end() -> None:
    end = NOW + timedelta(minutes=1)
    debt(expires_at=end)
    taken = take()
    assert taken is not None

    owed.put_off(taken, until=NOW + timedelta(hours=1))

    assert take(at=end) is None
    assert Debt.objects.get().state == "expired"


def test_of_what_died_and_is_too_late_nobody_says_that_it_was_not_done() -> None:
    debt(expires_at=NOW + timedelta(seconds=1))
    take(FOUR_HOURS)

    assert take(FOUR_HOURS, at=LATER) is None
    assert Debt.objects.get().state == "unknown"


def test_what_kills_its_holders_fails_in_the_end() -> None:
    debt()
    terms = Terms(most_tries=3)

    taken = [take(terms, at=NOW + n * 2 * LONGEST_CALL) for n in range(4)]

    assert [row is None for row in taken] == [False, False, False, True]
    assert Debt.objects.values_list("state", "code").get() == ("failed", owed.DIED)


def test_what_failed_often_without_killing_goes_on() -> None:
    debt(tries=7)

    assert take(Terms(most_tries=3)) is not None


def test_what_is_looked_after_for_ever_is_held_and_put_off_alike() -> None:
    Watched.objects.create(due_at=NOW)
    Watched.objects.create()

    [held] = owed.take_some(Watched.objects.all(), limit=5, at=NOW)

    assert owed.take(Watched.objects.all(), at=NOW) is None
    assert owed.put_off(held, until=LATER, tries=0)
    assert owed.take(Watched.objects.all(), at=LATER) == held


def kinds() -> list[type[Due]]:
    return [model for model in apps.get_models() if issubclass(model, Due)]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_kind_of_owed_work_expires_or_says_why_not(kind: type[Due]) -> None:
    says_when = "expires_at" in (kind.__doc__ or "")

    assert says_when or kind.never_expires


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_what_is_due_is_found_by_an_index(kind: type[Due]) -> None:
    assert any("due_at" in index.fields for index in kind._meta.indexes)
