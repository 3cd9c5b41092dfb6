"""What this room refuses."""

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop


class SamePerson(Refusal):
    code = "customers.same_person"
    template = gettext_noop("These are already one person.")


class AlreadyUndone(Refusal):
    code = "customers.already_undone"
    template = gettext_noop("This merge has been undone already.")


class AlreadyErased(Refusal):
    code = "customers.already_erased"
    template = gettext_noop("This person has been erased.")


class NotErased(Refusal):
    code = "customers.not_erased"
    template = gettext_noop("This person has not been erased.")


class TagExists(Refusal):
    code = "tags.exists"
    template = gettext_noop("There is a tag %(name)s of this kind already.")


class TagIsArchived(Refusal):
    code = "tags.archived"
    template = gettext_noop("The tag %(name)s is archived: bring it back before you give it.")


class TagNeedsName(Refusal):
    code = "tags.needs_name"
    template = gettext_noop("A tag needs a name of 1 to 40 characters.")
    http_status = 422


class TaggingUnderWay(Refusal):
    code = "tags.under_way"
    template = gettext_noop("This is still under way: stop it first, then undo it.")


class TaggingOver(Refusal):
    code = "tags.over"
    template = gettext_noop("This is over already.")


class MentionChanged(Refusal):
    code = "customers.mention_changed"
    template = gettext_noop(
        "Somebody changed this since it was found. Look at it where it stands and change it there."
    )


class MentionNeedsHand(Refusal):
    code = "customers.mention_needs_hand"
    template = gettext_noop(
        "This cannot be blanked by itself: another one would be called the same. Change it where "
        "it stands."
    )


class MentionSettled(Refusal):
    code = "customers.mention_settled"
    template = gettext_noop("This was decided already.")
