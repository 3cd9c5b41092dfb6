"""What the values in conditions are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from guisu.know.segments.definition.faults import Fault
from guisu.know.segments.domain.lifecycle import Stage

Words = dict[str, str | Promise]

GENDERS: Words = {
    "female": gettext_lazy("female"),
    "male": gettext_lazy("male"),
    "other": gettext_lazy("other"),
    "": gettext_lazy("not told"),
}
STAGES: dict[Stage, str | Promise] = {
    Stage.NEWCOMER: gettext_lazy("Registered lately, no order"),
    Stage.HESITANT: gettext_lazy("Registered long ago, no order"),
    Stage.FIRST_ORDER: gettext_lazy("First order yesterday"),
    Stage.ACTIVE: pgettext_lazy("stage", "Active"),
    Stage.LOW_FREQUENCY: gettext_lazy("Low frequency"),
    Stage.AT_RISK: gettext_lazy("At risk"),
    Stage.DORMANT: gettext_lazy("Dormant"),
    Stage.LOST: gettext_lazy("Lost"),
}
FAULTS: dict[Fault, str | Promise] = {
    Fault.NOTHING_CHOSEN: gettext_lazy("Choose or fill in something here."),
    Fault.NO_NUMBER: gettext_lazy("Fill in a number."),
    Fault.NUMBERS_CROSSED: gettext_lazy("The first number must not be above the second."),
    Fault.NUMBER_OUT_OF_REACH: gettext_lazy("The number is too small or too large here."),
    Fault.NO_DAYS: gettext_lazy("Fill in at least one day."),
    Fault.DAYS_CROSSED: gettext_lazy("The first day must not be after the second."),
    Fault.WRONG_VALUE: gettext_lazy("This value does not fit the comparison."),
    Fault.EMPTY_GROUP: gettext_lazy("The group has no condition yet."),
    Fault.TOO_MANY: gettext_lazy("There are too many conditions: make segments of parts of them."),
    Fault.TOO_DEEP: gettext_lazy("The groups are nested too deep."),
}
