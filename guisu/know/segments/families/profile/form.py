"""What conditions on the profile are filled in by."""

from django.utils.translation import gettext_lazy as _

from guisu.know.segments.families.profile import struct as s
from guisu.know.segments.families.profile.checks import DECEMBER
from guisu.know.segments.pieces import (
    ENDS,
    Chosen,
    Entry,
    Menu,
    Number,
    OneOf,
    Piece,
    Reach,
    SomeOf,
    When,
)
from guisu.know.segments.selectors.vocabulary import ANY_WORDS
from guisu.know.segments.wording import GENDERS

MONTHS = tuple((str(month), str(month)) for month in range(1, DECEMBER + 1))
WAYS = (("is", _("is")), ("contains", _("contains")), ("starts", _("begins with")))
WORDS: tuple[Piece, ...] = (
    OneOf("way", _("comparison"), WAYS),
    Chosen("values", _("one of"), ANY_WORDS),
)

MENU = Menu(
    _("Profile"),
    place=50,
    entries=(
        Entry(
            "gender",
            _("Gender"),
            s.Attribute,
            (SomeOf("values", _("one of"), tuple(GENDERS.items())),),
            {"name": "gender", "way": "is"},
        ),
        Entry("region", _("Region"), s.Attribute, WORDS, {"name": "region"}),
        Entry("source", _("Where from"), s.Attribute, WORDS, {"name": "source"}),
        Entry(
            "birthday",
            _("Birthday soon"),
            s.Birthday,
            (Number("in_days", _("within days"), least=0),),
        ),
        Entry(
            "birth_month",
            _("Born in month"),
            s.BirthMonth,
            (SomeOf("months", _("one of"), MONTHS, are_numbers=True),),
        ),
        Entry("age", _("Age"), s.Age, (Reach("years", _("years")),)),
        Entry(
            "seen",
            _("First or last seen"),
            s.Seen,
            (OneOf("which", _("which"), ENDS), When(optional=False, hours=False)),
        ),
    ),
)
