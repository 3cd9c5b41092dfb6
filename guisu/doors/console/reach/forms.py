"""Which consent each channel needs, how often somebody hears of us, and when nobody speaks."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guisu.act.outreach.domain import consent
from guisu.act.outreach.domain.caps import MOST, MOST_DAYS, Cap
from guisu.act.outreach.domain.codes import Need, Purpose
from guisu.act.outreach.domain.consent import Pair
from guisu.act.outreach.domain.gates import Rules
from guisu.act.outreach.domain.quiet import Quiet
from guisu.act.outreach.models import ConsentRule, QuietHours
from guisu.act.outreach.services.rules import Setting
from guisu.doors.console.forms import ConsoleForm, WholeNumber, dress
from guisu.ground.channels.reach import REACH, Channel

MARKETING = Purpose.MARKETING
QUIET = {
    QuietHours.Whom.PEOPLE: (_("Nothing is sent to customers from"), _("until")),
    QuietHours.Whom.COLLEAGUES: (_("Nothing is told to colleagues from"), _("until")),
}
ALL, BY_CHANNEL = "all", "by_channel"


class ReachRulesForm(ConsoleForm):
    """Fields: `need_CHANNEL`, `most_CHANNEL` and `days_CHANNEL`, `WHOM_begins` and `WHOM_ends`."""

    def __init__(self, data: Any = None, *, of: Rules) -> None:
        super().__init__(data, initial=_initial(of))
        self.fields |= {**_needs(), **_caps(), **_quiet()}
        dress(self)

    @property
    def needs(self) -> list[forms.BoundField]:
        return [self[f"need_{channel}"] for channel in Channel.values]

    @property
    def caps(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each limit, and the days that it counts."""
        return [(self[f"most_{name}"], self[f"days_{name}"]) for name in _capped()]

    @property
    def quiet(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"{whom}_begins"], self[f"{whom}_ends"]) for whom in QUIET]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name in _capped():
            if bool(given.get(f"most_{name}")) != bool(given.get(f"days_{name}")):
                self.add_error(f"days_{name}", _("Give both numbers, or neither."))
        return given

    def setting(self) -> Setting:
        told = self.cleaned_data
        return Setting(
            needs={(each, MARKETING.value): Need(told[f"need_{each}"]) for each in Channel.values},
            caps=tuple(
                Cap(told[f"most_{name}"], told[f"days_{name}"], channel)
                for name, channel in _capped().items()
                if told[f"most_{name}"]
            ),
            quiet={
                whom: Quiet(told[f"{whom}_begins"], told[f"{whom}_ends"])
                for whom in QuietHours.Whom
            },
        )


class Habit(forms.ChoiceField):
    """How a new installation begins; each channel can be ruled by itself later."""

    def __init__(self) -> None:
        choices = [
            (
                BY_CHANNEL,
                _("In WeCom to everybody who did not say no; else only to who said yes"),
            ),
            (Need.A_YES.value, _("Only to who said yes, on every channel")),
            (Need.UNLESS_A_NO.value, _("To everybody who did not say no, on every channel")),
        ]
        super().__init__(
            label=_("Marketing is sent"),
            choices=choices,
            required=False,
            initial=BY_CHANNEL,
            help_text=_(
                "Laws differ: in the European Union people have to say yes first, in mainland China"
                " for SMS and e-mail. Settings › Rules has each channel with what the law says."
            ),
        )


def needs_of(habit: str) -> Mapping[Pair, Need]:
    """What the choice of a `Habit` means; nothing chosen: the first."""
    offered = consent.offered(Channel.values)
    if habit in set(Need):
        return dict.fromkeys(offered, Need(habit))
    return offered


def _needs() -> dict[str, forms.Field]:
    return {
        f"need_{channel}": forms.ChoiceField(
            label=_("Marketing by %(channel)s") % {"channel": channel.label},
            choices=ConsentRule.Need.choices,
            help_text=gettext(consent.HINTS[channel.value]),
        )
        for channel in Channel
    }


def _capped() -> dict[str, str]:
    """Field name -> channel of a cap: over all, and on each that somebody carries."""
    return {ALL: "", **{each.value: each.value for each, way in REACH.items() if way.carried_by}}


def _caps() -> dict[str, forms.Field]:
    made: dict[str, forms.Field] = {}
    for name, channel in _capped().items():
        most = (
            _("Most marketing messages by %(channel)s") % {"channel": Channel(channel).label}
            if channel
            else _("Most marketing messages to one customer, over all channels")
        )
        made[f"most_{name}"] = WholeNumber(
            label=most,
            required=False,
            min_value=1,
            max_value=MOST,
            help_text=_("Leave it empty for no limit of your own."),
        )
        made[f"days_{name}"] = WholeNumber(
            label=_("in so many days, today included"),
            required=False,
            min_value=1,
            max_value=MOST_DAYS,
        )
    return made


def _quiet() -> dict[str, forms.Field]:
    made: dict[str, forms.Field] = {}
    for whom, (begins, ends) in QUIET.items():
        made[f"{whom}_begins"] = forms.TimeField(label=begins, widget=_Clock())
        made[f"{whom}_ends"] = forms.TimeField(
            label=ends, widget=_Clock(), help_text=_("The same twice: never quiet.")
        )
    return made


class _Clock(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def _initial(of: Rules) -> dict[str, Any]:
    needs = {f"need_{each}": consent.need(of.needs, each, MARKETING) for each in Channel.values}
    caps: dict[str, Any] = {}
    for each in of.caps:
        name = each.channel or ALL
        caps |= {f"most_{name}": each.most, f"days_{name}": each.days}
    quiet = {
        QuietHours.Whom.PEOPLE: of.people_quiet,
        QuietHours.Whom.COLLEAGUES: of.colleagues_quiet,
    }
    hours = {f"{whom}_begins": each.begins for whom, each in quiet.items()}
    return needs | caps | hours | {f"{whom}_ends": each.ends for whom, each in quiet.items()}
