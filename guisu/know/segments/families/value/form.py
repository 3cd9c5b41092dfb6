"""What conditions on scores and stages are filled in by."""

from django.utils.translation import gettext_lazy as _

from guisu.know.segments.families.value import struct as s
from guisu.know.segments.families.value.checks import BEST_SCORE
from guisu.know.segments.pieces import Entry, Menu, SomeOf
from guisu.know.segments.wording import STAGES

SCORES = tuple((str(score), str(score)) for score in range(BEST_SCORE, 0, -1))

MENU = Menu(
    _("Value"),
    place=40,
    entries=(
        Entry(
            "stage",
            _("Life-cycle stage"),
            s.InStage,
            (SomeOf("stages", _("one of"), tuple((st.value, w) for st, w in STAGES.items())),),
        ),
        Entry(
            "rfm",
            _("RFM score"),
            s.InCell,
            (
                SomeOf("recency", "R", SCORES, are_numbers=True),
                SomeOf("frequency", "F", SCORES, are_numbers=True),
                SomeOf("monetary", "M", SCORES, are_numbers=True),
            ),
        ),
    ),
)
