"""The gates between a decision to say something and the call: in order, each naming itself.

They are asked when a message is planned, and again in the moment before the call.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from guisu.act.outreach.domain import consent
from guisu.act.outreach.domain.caps import Cap
from guisu.act.outreach.domain.codes import Code, Need, Purpose, Receiver
from guisu.act.outreach.domain.holdout import is_held_out
from guisu.act.outreach.domain.quiet import COLLEAGUES, PEOPLE, Quiet, not_before


@dataclass(frozen=True, slots=True)
class Rules:
    """What was set for the whole installation. `zone`: where its days begin and end."""

    zone: ZoneInfo
    needs: Mapping[consent.Pair, Need] = field(default_factory=dict)
    caps: tuple[Cap, ...] = ()
    people_quiet: Quiet = PEOPLE
    colleagues_quiet: Quiet = COLLEAGUES

    def quiet_for(self, receiver: Receiver) -> Quiet:
        return self.colleagues_quiet if receiver is Receiver.COLLEAGUE else self.people_quiet


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be said, the same for everybody. `share`: of 10,000, held out of `experiment`.

    `keeps_quiet` False: it answers what somebody did just now, or serves its own hour.
    """

    channel: str
    purpose: Purpose
    due_at: datetime
    receiver: Receiver = Receiver.PERSON
    expires_at: datetime | None = None
    experiment: str = ""
    share: int = 0
    keeps_quiet: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one receiver. `word`: their latest on channel and purpose, None: no word.

    `had`: how many each cap has counted, over all rows of the person; `zone`: theirs, where known.
    """

    customer: int = 0
    address: str = ""
    is_erased: bool = False
    is_suppressed: bool = False
    has_a_copy: bool = False
    word: bool | None = None
    had: Mapping[Cap, int] = field(default_factory=dict)
    zone: ZoneInfo | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`code` empty: it may go, not before `not_before`."""

    code: Code | None
    not_before: datetime


Gate = Callable[[Rules, Wanted, Known], Code | None]


def judge(rules: Rules, wanted: Wanted, known: Known) -> Verdict:
    """The first gate that says no names itself; else when it may go."""
    gates = GATES if wanted.receiver is Receiver.PERSON else ()
    code = next((code for gate in gates if (code := gate(rules, wanted, known))), None)
    moment = _not_before(rules, wanted, known)
    if code is None and wanted.share and wanted.receiver is Receiver.PERSON:
        code = holdout(rules, wanted, known)
    if code is None and wanted.expires_at is not None and moment >= wanted.expires_at:
        code = Code.EXPIRED
    return Verdict(code, moment)


def erased(_rules: Rules, _wanted: Wanted, known: Known) -> Code | None:
    return Code.ERASED if known.is_erased else None


def reachable(_rules: Rules, _wanted: Wanted, known: Known) -> Code | None:
    return None if known.address else Code.NO_ADDRESS


def suppressed(_rules: Rules, _wanted: Wanted, known: Known) -> Code | None:
    return Code.SUPPRESSED if known.is_suppressed else None


def one_copy(_rules: Rules, _wanted: Wanted, known: Known) -> Code | None:
    return Code.HAD_IT if known.has_a_copy else None


def consented(rules: Rules, wanted: Wanted, known: Known) -> Code | None:
    wanted_word = consent.need(rules.needs, wanted.channel, wanted.purpose)
    return consent.refusal(wanted_word, known.word)


def capped(rules: Rules, wanted: Wanted, known: Known) -> Code | None:
    """Of marketing only. The caps over all channels speak first."""
    if wanted.purpose is not Purpose.MARKETING:
        return None
    spent = [
        cap
        for cap in rules.caps
        if cap.concerns(wanted.channel) and known.had.get(cap, 0) >= cap.most
    ]
    if not spent:
        return None
    return Code.CHANNEL_CAP if all(cap.channel for cap in spent) else Code.CAP


def holdout(_rules: Rules, wanted: Wanted, known: Known) -> Code | None:
    is_out = is_held_out(wanted.experiment, known.customer, share=wanted.share)
    return Code.HOLDOUT if is_out else None


GATES: tuple[Gate, ...] = (erased, reachable, suppressed, one_copy, consented, capped)


def _not_before(rules: Rules, wanted: Wanted, known: Known) -> datetime:
    if not wanted.keeps_quiet or wanted.receiver is Receiver.PUBLIC:
        return wanted.due_at
    quiet = rules.quiet_for(wanted.receiver)
    return not_before(wanted.due_at, known.zone or rules.zone, quiet)
