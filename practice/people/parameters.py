"""Every number of the population, with its unit and where it comes from. Change them here.

Most are assumptions: WeCom publishes none of them. They are chosen so that a group of a hundred
looks like a shop's: a few dozen messages a day, one person in ten who ever says something.
"""

from dataclasses import dataclass
from enum import IntEnum

ASSUMED = "assumption"
NIELSEN = "Nielsen 2006, 90-9-1: nine in ten only read, one in a hundred does most of the talking"
HONG = "Hong, Han, Zhou, Wang 2008 (arXiv 0802.2577): waits and lengths of talks are heavy-tailed"
TAOBAO = (
    "assumption, drawn after the clicks of 43 shoppers in Tianchi's UserBehavior sample: "
    "quiet from one to six, a rise at ten, a peak at ten in the evening"
)


class Figure(float):
    """A number that knows its unit and its source."""

    unit: str
    why: str

    def __new__(cls, value: float, unit: str, why: str = ASSUMED) -> "Figure":
        made = super().__new__(cls, value)
        made.unit, made.why = unit, why
        return made


class Kind(IntEnum):
    LURKER = 0
    ASKER = 1
    BUYER = 2
    FAN = 3
    HUNTER = 4
    SPAMMER = 5
    COMPETITOR = 6
    COMPLAINER = 7


class Opening(IntEnum):
    """What somebody begins of their own accord."""

    CHAT = 0
    ASK = 1
    BUY = 2
    HAGGLE = 3
    ADVERT = 4
    POACH = 5
    COMPLAIN = 6
    INVITE = 7


@dataclass(frozen=True, slots=True)
class Personality:
    """`share` of all people; `openings` a day and membership; `checks_in` on a day's ritual.

    `touchy`: how much sooner than others they leave over what annoys; `replies`: how likely they
    are to take up what another says, against a fan's 1.
    """

    kind: Kind
    share: float
    openings: dict[Opening, float]
    checks_in: float
    touchy: float
    replies: float
    why: str = ASSUMED


PERSONALITIES = (
    Personality(Kind.LURKER, 0.62, {Opening.CHAT: 0.006}, 0.02, 1.0, 0.02, NIELSEN),
    Personality(
        Kind.ASKER, 0.10, {Opening.ASK: 0.16, Opening.CHAT: 0.05}, 0.08, 0.8, 0.15, NIELSEN
    ),
    Personality(Kind.BUYER, 0.10, {Opening.BUY: 0.10, Opening.CHAT: 0.05}, 0.12, 0.7, 0.15),
    Personality(
        Kind.FAN,
        0.05,
        {Opening.CHAT: 0.9, Opening.BUY: 0.08, Opening.INVITE: 0.03, Opening.ASK: 0.05},
        0.60,
        0.3,
        1.0,
        NIELSEN,
    ),
    Personality(
        Kind.HUNTER,
        0.08,
        {Opening.HAGGLE: 0.22, Opening.CHAT: 0.05, Opening.BUY: 0.04},
        0.30,
        1.2,
        0.2,
    ),
    Personality(Kind.SPAMMER, 0.02, {Opening.ADVERT: 0.35}, 0.0, 0.1, 0.0),
    Personality(Kind.COMPETITOR, 0.01, {Opening.POACH: 0.15, Opening.CHAT: 0.05}, 0.05, 0.1, 0.05),
    Personality(Kind.COMPLAINER, 0.02, {Opening.COMPLAIN: 0.10, Opening.ASK: 0.05}, 0.02, 2.0, 0.3),
)

# How lively an hour is, midnight first; the mean is 1 once `rhythm` has levelled it.
HOURS = (
    0.60, 0.22, 0.10, 0.05, 0.05, 0.10, 0.35, 0.70, 0.95, 1.15, 1.40, 1.30,
    1.15, 0.95, 1.05, 1.30, 1.30, 1.10, 1.10, 1.40, 1.70, 1.95, 2.30, 1.35,
)  # fmt: skip
HOURS_WHY = TAOBAO

NIGHT_FROM = Figure(23, "o'clock")
NIGHT_UNTIL = Figure(7, "o'clock")

# How people are met.
SEATED = Figure(0.7, "share of all people who are there when the ground opens")
GROUPS_EACH = Figure(1.15, "groups that one person is in, on average")
ARRIVALS = Figure(0.012, "share of those outside who come in a day")
COMES_BACK = Figure(0.2, "share of those who left their last group that may come again")
BY_CONTACT_CODE = Figure(0.55, "share of those who come that scan a member's code")
BY_JOIN_CODE = Figure(0.35, "share of those who come that scan a group's code")
HALF_ADDED = Figure(0.05, "share of scans that wait for the member to confirm")
CONFIRM_WAIT = Figure(15, "minutes until a member confirms, on average")
INVITED_AFTER = Figure(0.6, "share of new customers whom the member asks into a group")
INVITE_WAIT = Figure(40, "minutes until they are, on average")
GIVES_PHONE = Figure(0.45, "share of new customers whose phone the member notes")
SAYS_HELLO = Figure(0.35, "share of new customers who write to the member first")
PARTS = Figure(0.0008, "share of customers who delete the member in a day")

# How talk goes on.
REPLY = Figure(0.55, "chance that somebody takes up what was said", HONG)
REPLY_AGAIN = Figure(0.45, "chance that a reply is taken up in turn", HONG)
REPLY_WAIT = Figure(90, "seconds, median of a log-normal wait", HONG)
REPLY_SPREAD = Figure(1.3, "sigma of that wait's logarithm", HONG)
PEER_ANSWER = Figure(0.25, "chance that another member answers a question")
PEER_WAIT = Figure(8, "minutes until they do, median")
THANKS = Figure(0.5, "chance that an answer is thanked for")
GIVES_UP_ASKING = Figure(180, "minutes after which a question counts as unanswered")
ASKS_AGAIN = Figure(0.3, "chance that an unanswered question is asked again")
LEAVES_UNANSWERED = Figure(0.05, "chance that its asker leaves over it")
COMPLAINT_LEAVES = Figure(0.35, "chance that a complainer leaves when nobody reacts")
GRUMBLES = Figure(0.12, "chance that a member asks to have a standing advert removed")
POACHED = Figure(0.8, "members that leave with a competitor's advert, on average")
GREETED = Figure(0.3, "chance that a fan greets a newcomer")
WELCOMED = Figure(0.4, "chance that an attentive keeper does, in words of their own")
SAYS_REMOVED = Figure(0.5, "chance that a keeper says that an advert is gone")

# What annoys, and what holds.
LEAVE = Figure(0.002, "share of members who leave in a day for no reason")
MUTE = Figure(0.004, "share of members who mute in a day for no reason")
WEIGHT_ADVERT = Figure(1.6, "more leaving for each advert that stands")
WEIGHT_FLOOD = Figure(1.5, "more leaving for each hour of flooding")
WEIGHT_NIGHT = Figure(1.2, "more leaving for each message of the corp at night")
WEIGHT_UNANSWERED = Figure(0.5, "more leaving for each question left unanswered")
WEIGHT_WARMTH = Figure(0.02, "less leaving for each answer or check-in that is fresh")
MOST_WARMTH = Figure(40, "answers and check-ins; more do not hold better")
MUTED_ANNOYED = Figure(0.15, "of the others' annoyance reaches those who muted")
WARMTH_TALKS = Figure(0.01, "more talk for each answer or check-in that is fresh")
MUTE_FLOOD = Figure(3.0, "more muting for each hour of flooding")
FLOOD_FROM = Figure(40, "messages an hour are a flood")
ADVERT_STANDS = Figure(24, "hours after which nobody scrolls up to an advert")
FADES_FLOOD = Figure(12, "hours until half of it is forgotten")
FADES_NIGHT = Figure(24, "hours until half of it is forgotten")
FADES_UNANSWERED = Figure(48, "hours until half of it is forgotten")
FADES_WARMTH = Figure(48, "hours until half of it is forgotten")


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a member of staff runs a group: `share` of all groups. Waits are medians in minutes.

    `promotions` a day; `by_night` is the share of them after eleven in the evening.
    """

    name: str
    share: float
    answers: float
    answer_wait: float
    removes: float
    remove_wait: float
    ritual: float
    promotions: float
    by_night: float
    confirms: float
    why: str = ASSUMED


KEEPINGS = (
    Keeping("attentive", 0.4, 0.95, 6, 0.97, 5, 0.95, 1.0, 0.0, 0.97),
    Keeping("ordinary", 0.4, 0.75, 35, 0.75, 60, 0.5, 2.0, 0.05, 0.8),
    Keeping("absent", 0.2, 0.25, 240, 0.1, 600, 0.0, 4.0, 0.3, 0.4),
)
RITUAL_HOUR = Figure(9, "o'clock", "the mission of such groups: a check-in each morning")
CONFIRM_TASK_WAIT = Figure(25, "minutes until a member confirms a mass message, median")
MOMENT_WAIT = Figure(20, "minutes before the first publish a moment they were asked for")
LIKES = Figure(0.03, "share of those who see a moment and like it")
PARTS_OVER_BROADCAST = Figure(0.001, "share of those who get a mass message and delete the member")
ANSWERS_BROADCAST = Figure(0.02, "share of those who get a mass message and write back")
GROUPS_A_KEEPER = Figure(5, "groups that one member of staff owns")
