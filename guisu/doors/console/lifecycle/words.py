"""Groups, stages and rungs as operators speak of them: the name, what it means, what to do."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guisu.doors.console.audit.registry import Words
from guisu.know.segments.domain.ladder import Need, Rules, Rung
from guisu.know.segments.domain.lifecycle import Stage, Thresholds
from guisu.know.segments.domain.rfm import Group
from guisu.know.segments.wording import STAGES

NOT_HERE = gettext_lazy("Not known yet")


@dataclass(frozen=True, slots=True)
class Told:
    """A name and one sentence of advice."""

    name: str | Promise
    act: str | Promise


GROUPS: dict[Group, Told] = {
    Group.VALUABLE: Told(
        gettext_lazy("Key: cherish"),
        gettext_lazy("Bought lately, often and much. Serve them first; ask them to recommend."),
    ),
    Group.DEVELOP: Told(
        gettext_lazy("Key: develop"),
        gettext_lazy("Spent much, lately, but seldom. Give a reason to come again soon."),
    ),
    Group.KEEP: Told(
        gettext_lazy("Key: keep"),
        gettext_lazy("Came often and spent much, but not lately. Get in touch before they go."),
    ),
    Group.WIN_BACK: Told(
        gettext_lazy("Key: win back"),
        gettext_lazy("Spent much, seldom and long ago. Call in person, with an offer that counts."),
    ),
    Group.REGULAR: Told(
        gettext_lazy("General: cherish"),
        gettext_lazy("Come often, for little. Suggest what goes with it; bundles, thresholds."),
    ),
    Group.NEW: Told(
        gettext_lazy("General: develop"),
        gettext_lazy("Came lately, seldom yet, for little. Make the second order easy."),
    ),
    Group.FADING: Told(
        gettext_lazy("General: keep"),
        gettext_lazy("Came often for little, not lately. Remind them; a message is enough."),
    ),
    Group.GONE: Told(
        gettext_lazy("General: win back"),
        gettext_lazy("Long ago, seldom, little. Spend nothing but an occasional message."),
    ),
}
RUNGS: dict[Rung, str | Promise] = {
    Rung.CONTACT: gettext_lazy("Contact"),
    Rung.MEMBER: gettext_lazy("Member"),
    Rung.FAN: gettext_lazy("Fan"),
    Rung.DEVOTED: gettext_lazy("Devoted fan"),
    Rung.PARTNER: gettext_lazy("Partner"),
}


def stage_word(stage: str) -> str | Promise:
    """The stage by its name; empty: was not known on the day."""
    return STAGES[Stage(stage)] if stage else NOT_HERE


def definition(stage: Stage, rules: Thresholds) -> str:
    """What a stage means with these thresholds."""
    told = {
        "newcomer": rules.newcomer_days,
        "active": rules.active_days,
        "orders": rules.frequent_orders,
        "days": rules.frequency_days,
        "after_active": rules.active_days + 1,
        "at_risk": rules.at_risk_days,
        "after_risk": rules.at_risk_days + 1,
        "dormant": rules.dormant_days,
    }
    sentences = {
        Stage.NEWCOMER: _("First seen at most %(newcomer)s days ago, and no order yet."),
        Stage.HESITANT: _("First seen more than %(newcomer)s days ago, and no order yet."),
        Stage.FIRST_ORDER: _("The first order ever was placed yesterday."),
        Stage.ACTIVE: _(
            "Last order at most %(active)s days ago, with at least %(orders)s orders in the last "
            "%(days)s days."
        ),
        Stage.LOW_FREQUENCY: _(
            "Last order at most %(active)s days ago, but fewer than %(orders)s orders in the last "
            "%(days)s days."
        ),
        Stage.AT_RISK: _("Last order %(after_active)s to %(at_risk)s days ago."),
        Stage.DORMANT: _("Last order %(after_risk)s to %(dormant)s days ago."),
        Stage.LOST: _("Last order more than %(dormant)s days ago."),
    }
    return sentences[stage] % told


def asked(need: Need, rules: Rules) -> str:
    """One thing that a rung asks, as a condition."""
    told = {
        "fan_days": rules.fan_days_bought,
        "fan_recency": rules.fan_recency_days,
        "devoted_days": rules.devoted_days_bought,
        "devoted_recency": rules.devoted_recency_days,
        "times": rules.partner_advocacy,
        "advocacy_days": rules.advocacy_days,
    }
    sentences = {
        Need.IDENTIFIED: _("known by more than a device"),
        Need.WORD_OR_ORDER: _("agreed to marketing, or has ordered"),
        Need.BOUGHT_AGAIN: _("ordered on %(fan_days)s different days"),
        Need.BOUGHT_LATELY: _("last order within %(fan_recency)s days"),
        Need.BOUGHT_OFTEN: _("ordered on %(devoted_days)s different days"),
        Need.BOUGHT_IN_TIME: _("last order within %(devoted_recency)s days"),
        Need.REACHABLE: _("agrees to marketing by some channel"),
        Need.RECOMMENDED: _("recommended us within %(advocacy_days)s days"),
    }
    return sentences[need] % told


STEPS: dict[Need, str | Promise] = {
    Need.IDENTIFIED: gettext_lazy("Have them sign in, or leave a phone number or WeCom contact."),
    Need.WORD_OR_ORDER: gettext_lazy("Ask for their agreement, or offer an easy first order."),
    Need.BOUGHT_AGAIN: gettext_lazy("Give a reason for another visit while the first is fresh."),
    Need.BOUGHT_LATELY: gettext_lazy("Win them back."),
    Need.BOUGHT_OFTEN: gettext_lazy("Make buying a habit: replenishment, member day."),
    Need.BOUGHT_IN_TIME: gettext_lazy("Get in touch now; their usual time has passed."),
    Need.REACHABLE: gettext_lazy("Ask by which channel they like to hear from us."),
    Need.RECOMMENDED: gettext_lazy("Ask them to share or to bring a friend; thank them for it."),
}


def days(count: int) -> str:
    """`12 days`."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": f"{count:,}"}


def people(count: int) -> str:
    """`12 people`."""
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": f"{count:,}"}


AUDIT = Words(
    actions={
        "rfm.learnt": gettext_lazy("learnt the RFM scheme"),
        "rfm.set": gettext_lazy("set the RFM scheme"),
        "lifecycle.learnt": gettext_lazy("learnt the life-cycle thresholds"),
        "lifecycle.set": gettext_lazy("set the life-cycle thresholds"),
    },
    fields={
        "window_days": gettext_lazy("Window in days"),
        "recency": gettext_lazy("Days since the last order"),
        "orders": gettext_lazy("Number of orders"),
        "spent_minor": gettext_lazy("Spent in minor units"),
        "active_days": gettext_lazy("Active up to days"),
        "at_risk_days": gettext_lazy("At risk up to days"),
        "dormant_days": gettext_lazy("Dormant up to days"),
        "frequency_days": gettext_lazy("Frequency counted over days"),
        "frequent_orders": gettext_lazy("Orders to be frequent"),
        "newcomer_days": gettext_lazy("Newcomer up to days"),
    },
)
