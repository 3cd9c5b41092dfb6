"""The pages on handovers: starting one within one's stores, how it goes, its file."""

import pytest
from django.urls import reverse
from django.utils import timezone

from guisu.act.handovers.models import Handover
from guisu.doors.console.handovers.forms import HandoverForm
from guisu.ground.channels.models import Colleague
from guisu.ground.staff.models import AuditEntry
from guisu.take_in.sync.models import Tie
from tests import make
from tests.channels.acts import connection
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> dict[str, Colleague]:
    """Anna, who has three customers, and Ben in the North; Cui in the South."""
    here = connection()
    stores = {"anna": "North", "ben": "North", "cui": "South"}
    found = {
        name: Colleague.objects.create(
            connection=here,
            userid=name,
            name=name.title(),
            store=make.store(store),
            may_contact=True,
        )
        for name, store in stores.items()
    }
    for number in range(3):
        person = make.customer(f"客{number}", stores=(make.store("North"),))
        Tie.objects.create(
            connection=here,
            colleague=found["anna"],
            customer=person,
            external_userid=f"wm{number}",
            added_at=make.NOON,
            seen_at=make.NOON,
        )
    return found


def told(team: dict[str, Colleague], **more: object) -> dict[str, object]:
    return {"key": "f1", "taker": team["ben"].pk, "which": HandoverForm.ALL, **more}


def new(team: dict[str, Colleague]) -> str:
    return f"{reverse('console:new-handover')}?giver={team['anna'].pk}"


def test_a_manager_hands_ticked_customers_over_once_and_sees_each(
    team: dict[str, Colleague],
) -> None:
    jun = browser(make.jun())
    ticked = Tie.objects.order_by("pk").values_list("pk", flat=True)[:2]
    sent = told(team, which=HandoverForm.TICKED, row=list(ticked), words="以后找小本")

    answers = [jun.post(new(team), sent) for _ in range(2)]

    made = Handover.objects.get()
    assert {one.headers["Location"] for one in answers} == {
        reverse("console:handover", args=[made.pk])
    }
    page = jun.get(reverse("console:handover", args=[made.pk])).content.decode()
    assert "客0" in page
    assert "客2" not in page
    assert "Not asked yet" in page
    assert "Anna" in jun.get(reverse("console:handovers")).content.decode()
    assert AuditEntry.objects.filter(action="handover.started").count() == 1


def test_nobody_takes_over_outside_the_managers_stores(team: dict[str, Colleague]) -> None:
    jun = browser(make.jun())

    answer = jun.post(new(team), told(team, taker=team["cui"].pk))

    assert answer.status_code == 422
    assert not Handover.objects.exists()


def test_what_is_missing_is_said_beside_its_field(team: dict[str, Colleague]) -> None:
    mei = browser(make.mei())

    nobody = mei.post(new(team), told(team, which=HandoverForm.TICKED))
    segment = mei.post(new(team), told(team, which=HandoverForm.SEGMENT))

    assert "nobody is chosen" in nobody.content.decode()
    assert segment.context["form"].errors["segment"] == ["Choose a segment."]
    assert not Handover.objects.exists()


def test_results_are_exported_with_an_audit_and_the_rest_is_stopped(
    team: dict[str, Colleague],
) -> None:
    mei = browser(make.mei())
    mei.post(new(team), told(team))
    made = Handover.objects.get()
    made.items.filter(external_userid="wm0").update(state="done", ended_at=timezone.now())

    mei.post(reverse("console:handover-stop", args=[made.pk]))
    answer = mei.post(reverse("console:handover-export", args=[made.pk]), {"format": "csv"})

    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 4
    assert sum("Stopped" in line for line in lines) == 2
    assert AuditEntry.objects.filter(action="handover.exported").exists()
    assert browser(make.bo()).get(reverse("console:handovers")).status_code == 403
