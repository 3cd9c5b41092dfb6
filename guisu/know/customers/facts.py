"""What this room tells the log: of rows that are one person, of consent, of tags."""

from typing import Annotated

from guisu.ground.events.facts import EVERYTHING, Doing, Fact, about
from guisu.ground.kernel.words import gettext_noop as _

CONSENTS, TAGS = "consents", "tags"


class OfMerge(Fact, frozen=True, kw_only=True):
    done = Doing.TO_THEM
    changes = frozenset({EVERYTHING})

    merge: Annotated[int, about("The edge between the two rows.", unit="merge", stays=True)]
    first: Annotated[int, about("One row.", unit="customer row", stays=True)]
    second: Annotated[int, about("The other row.", unit="customer row", stays=True)]


class CustomerMerged(OfMerge, frozen=True, kw_only=True):
    """Two rows were found to be one person."""

    kind = "customer.merged"
    called = _("Joined with another row")
    said = _("Joined with row %(second)s")

    reason: Annotated[str, about("What speaks for it.", unit="reason of a merge", stays=True)]


class CustomerUnmerged(OfMerge, frozen=True, kw_only=True):
    """An edge was taken back; other edges may still join the two rows."""

    kind = "customer.unmerged"
    called = _("Separated again")
    said = _("Separated from row %(second)s again")

    other_root: Annotated[
        int, about("Who the second row stands with now.", unit="customer row", stays=True)
    ]


class CustomerErased(Fact, frozen=True, kw_only=True):
    """The person was forgotten."""

    kind = "customer.erased"
    done = Doing.TO_THEM
    changes = frozenset({EVERYTHING})
    called = _("Erased")

    rows: Annotated[
        tuple[int, ...], about("All rows of the person.", unit="customer rows", stays=True)
    ]


class OfConsent(Fact, frozen=True, kw_only=True):
    done = Doing.TO_THEM
    changes = frozenset({CONSENTS})

    channel: Annotated[str, about("By which channel.", unit="channel of consent", stays=True)]
    purpose: Annotated[str, about("What for.", unit="purpose of consent", stays=True)]
    granted: Annotated[bool, about("Whether they agreed.", stays=True)]


class ConsentGiven(OfConsent, frozen=True, kw_only=True):
    """The person agreed to be spoken to."""

    kind = "consent.given"
    called = _("Consent given")
    said = _("Agreed: %(purpose)s by %(channel)s")


class ConsentWithdrawn(OfConsent, frozen=True, kw_only=True):
    """The person does not agree, or not any more."""

    kind = "consent.withdrawn"
    called = _("Consent taken back")
    said = _("Took back: %(purpose)s by %(channel)s")


class OfTag(Fact, frozen=True, kw_only=True):
    done = Doing.TO_THEM
    changes = frozenset({TAGS})

    tag: Annotated[int, about("The tag.", unit="tag")]
    name: Annotated[str, about("What the tag was called then.", title=_("Name"))]
    batch: Annotated[int, about("The tagging that it was part of.", unit="tag batch")]
    told_by: Annotated[str, about("On whose word: `staff:1`, `rule:4`, `key:7`.")]


class TagGiven(OfTag, frozen=True, kw_only=True):
    """The person has a tag."""

    kind = "tag.given"
    called = _("Tagged")
    said = _("Tagged: %(name)s")


class TagTaken(OfTag, frozen=True, kw_only=True):
    """The person has a tag no longer."""

    kind = "tag.taken"
    called = _("Tag removed")
    said = _("Tag removed: %(name)s")
