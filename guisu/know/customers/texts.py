"""What the columns of people, consent and tags may say of somebody else."""

from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _
from guisu.ground.warehouse.services import mark_changed
from guisu.know.customers.models import (
    BatchPeople,
    Consent,
    Customer,
    ErasedIdentity,
    Erasure,
    ErasureKey,
    Identity,
    Mention,
    Merge,
    MergeSuggestion,
    Tag,
    TagBatch,
    TagGroup,
)


def declare() -> None:
    texts.declare(
        Customer,
        title=_("Details of other people"),
        own="name name_key gender region",
        called="traits",
        never="traits_at source",
        why="moments and numbers of sources",
        mended=lambda keys: mark_changed("customers", keys),
    )
    texts.declare(Identity, own="account value shown")
    texts.declare(
        Consent,
        title=_("Evidence of other people's consent"),
        others="evidence",
        never="source",
        why="numbers of sources",
    )
    texts.declare(ErasedIdentity, never="digest", why="a digest that only its key can test")
    texts.declare(ErasureKey, never="key", why="chance")
    texts.declare(
        Erasure,
        own="sealed_words",
        never="removed",
        why="names of tables and how many rows",
    )
    texts.declare(Mention, own="instead", never="table row digest", why="which row, and a digest")
    texts.declare(Merge, title=_("Evidence of merges"), others="evidence")
    texts.declare(MergeSuggestion, title=_("Suggested merges"), others="evidence")
    _tags()


def _tags() -> None:
    texts.declare(TagGroup, title=_("Groups of tags"), others="name key")
    texts.declare(
        Tag,
        title=_("Tags"),
        others="name key description",
        mended=lambda keys: mark_changed("tags", keys),
    )
    texts.declare(
        TagBatch,
        title=_("Tagging of many people"),
        noted="selection",
        others="why",
        never="source runner",
        why="numbers of sources and of processes",
    )
    texts.declare(BatchPeople, never="ids", why="numbers of rows")
