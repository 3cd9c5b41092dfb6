"""What this room refuses."""

from guisu.kernel.refusals import Refusal


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
