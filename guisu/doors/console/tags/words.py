"""What the audit log says of tags and tag rules."""

from django.utils.translation import gettext_lazy as _

from guisu.doors.console.audit.registry import Words
from guisu.know.customers.models import Tag, TagKind

AUDIT = Words(
    families={
        "tag": _("tags"),
        "tagrule": _("tag rules"),
    },
    actions={
        "tag.defined": _("made a tag"),
        "tag.changed": _("changed a tag"),
        "tag.archived": _("archived a tag"),
        "tag.mirrored": _("had a tag made in WeCom"),
        "tag.restored": _("brought a tag back"),
        "tag.given": _("gave a tag"),
        "tag.taken": _("took a tag"),
        "tag.undone": _("undid tagging"),
        "tagrule.made": _("made a tag rule"),
        "tagrule.paused": _("paused a tag rule"),
        "tagrule.resumed": _("went on with a tag rule"),
        "tagrule.ended": _("ended a tag rule"),
        "tag.stopped": _("stopped tagging"),
        "tag.resumed": _("went on with tagging"),
    },
    fields={
        "group": _("Group"),
        "colour": _("Colour"),
        "people": _("People"),
        "tag": _("Tag"),
        "mode": _("Given"),
    },
    values={
        **dict(TagKind.choices),
        **dict(Tag.Colour.choices),
    },
    subjects={
        "tag": (_("tag"), "console:tag"),
    },
)
