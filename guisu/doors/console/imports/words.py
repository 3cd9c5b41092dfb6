"""What the audit log says of imports."""

from django.utils.translation import gettext_lazy as _

from guisu.doors.console.audit.registry import Words
from guisu.take_in.imports.models import KindChoice as KindOfImport

AUDIT = Words(
    families={
        "import": _("imports"),
    },
    actions={
        "import.uploaded": _("uploaded a file"),
        "import.started": _("started an import"),
        "import.resumed": _("went on with an import"),
        "import.paused": _("paused an import"),
        "import.stopped": _("stopped an import"),
        "import.discarded": _("discarded an import"),
        "mapping.saved": _("saved a mapping"),
        "mapping.forgotten": _("forgot a mapping"),
    },
    fields={
        "rows": _("Rows"),
        "file": _("File"),
        "bytes": _("Size in bytes"),
        "digest": _("Fingerprint of the file"),
        "columns": _("Columns"),
        "constants": _("The same in every row"),
        "duplicates": _("Repeated rows"),
        "date_order": _("Order in dates"),
        "cancelled_prefix": _("Cancelled if the number begins with"),
    },
    subjects={
        "import": (_("import"), "console:import"),
    },
    shown={
        "import.kind": lambda kind: str(dict(KindOfImport.choices).get(kind, kind or "–")),
    },
)
