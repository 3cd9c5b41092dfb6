"""What the columns of imports may say of people."""

from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _
from guisu.take_in.imports.models import Import, SavedMapping, SetAside, TakenEvent


def declare() -> None:
    texts.declare(
        Import,
        title=_("Imports"),
        noted="error refusal tally",
        others="file_name layout titles plan",
        never="stored_as digest runner code",
        why="chance, a digest, and a word of ours",
    )
    texts.declare(
        SetAside,
        title=_("Rows set aside"),
        noted="detail cells",
        never="field reason",
        why="names of fields and words of a list",
    )
    texts.declare(TakenEvent, never="digest", why="a digest")
    texts.declare(
        SavedMapping,
        title=_("Kept mappings"),
        others="name plan",
        never="fingerprint",
        why="a digest of columns",
    )
