"""Which consent each channel and purpose needs, and what the law says where people ask."""

from collections.abc import Iterable, Mapping

from guisu.act.outreach.domain.codes import Code, Need, Purpose
from guisu.ground.kernel.words import gettext_noop

Pair = tuple[str, str]
# Where nothing was set: a service message answers what somebody did, all else needs their word.
UNSET = {Purpose.MARKETING: Need.A_YES, Purpose.SERVICE: Need.UNLESS_A_NO}
# What a new installation is offered: who adds a colleague in WeCom has asked to be spoken to there.
OFFERED = {"wecom": Need.UNLESS_A_NO}
HINTS: dict[str, str] = {
    "sms": gettext_noop(
        "China: commercial SMS only to who agreed or asked (rules on SMS services, article 18)."
    ),
    "email": gettext_noop(
        "China: advertising by e-mail only with express consent, and marked as AD"
        " (rules on Internet e-mail, article 13)."
    ),
    "phone": gettext_noop(
        "China: no advertising to a phone without agreement or request"
        " (advertising law, article 43)."
    ),
    "push": gettext_noop(
        "Systems ask for permission themselves; whoever took it back gets nothing."
    ),
    "official_account": gettext_noop(
        "WeChat: templates are for service only; subscriptions are a yes for one message each."
    ),
    "wecom": gettext_noop(
        "Who added a colleague may be written to, with a way to say no"
        " (China: personal information law, article 24; European Union: a yes is needed)."
    ),
}


def need(rules: Mapping[Pair, Need], channel: str, purpose: Purpose) -> Need:
    """What was set for the pair, else what is right where nothing was."""
    return rules.get((channel, purpose.value), UNSET[purpose])


def offered(channels: Iterable[str]) -> dict[Pair, Need]:
    """What a new installation is asked to confirm: marketing on each of `channels`."""
    unset = UNSET[Purpose.MARKETING]
    return {(each, Purpose.MARKETING.value): OFFERED.get(each, unset) for each in channels}


def refusal(wanted: Need, word: bool | None) -> Code | None:  # noqa: FBT001 - yes, no, not asked
    """Why the latest `word` forbids it; None: it does not."""
    if word is False:
        return Code.SAID_NO
    return Code.NO_YES if wanted is Need.A_YES and word is None else None
