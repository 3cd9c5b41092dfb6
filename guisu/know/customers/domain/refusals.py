"""What this room refuses."""

from guisu.ground.kernel.refusals import Refusal


class SamePerson(Refusal):
    code = "customers.same_person"
    template = "These are already one person."


class AlreadyUndone(Refusal):
    code = "customers.already_undone"
    template = "This merge has been undone already."


class AlreadyErased(Refusal):
    code = "customers.already_erased"
    template = "This person has been erased."


class NotErased(Refusal):
    code = "customers.not_erased"
    template = "This person has not been erased."


class TagExists(Refusal):
    code = "tags.exists"
    template = "There is a tag %(name)s of this kind already."


class TagIsArchived(Refusal):
    code = "tags.archived"
    template = "The tag %(name)s is archived: bring it back before you give it."


class TagNeedsName(Refusal):
    code = "tags.needs_name"
    template = "A tag needs a name of 1 to 40 characters."
    http_status = 422


class TaggingUnderWay(Refusal):
    code = "tags.under_way"
    template = "This is still under way: stop it first, then undo it."


class TaggingOver(Refusal):
    code = "tags.over"
    template = "This is over already."
