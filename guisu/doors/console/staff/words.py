"""What the audit log says of accounts and stores."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.doors.console.audit.registry import Words
from guisu.ground.staff.models import PostChoice

AUDIT = Words(
    families={
        "staff": _("accounts"),
        "store": _("stores"),
    },
    actions={
        "staff.hired": _("opened an account"),
        "staff.changed": _("changed an account"),
        "staff.password_changed": _("set a password"),
        "staff.factor_set": _("set up their second factor"),
        "staff.factor_reset": _("took away a second factor"),
        "staff.codes_renewed": _("made new recovery codes"),
        "staff.code_used": _("signed in with a recovery code"),
        "store.opened": _("opened a store"),
        "store.changed": _("changed a store"),
    },
    fields={
        "username": _("User name"),
        "email": _("E-mail"),
        "post": _("Post"),
        "stores": _("Stores"),
        "is_active": _("Account open"),
        "code": _("Code"),
        "region": _("City or region"),
        "is_open": _("Store open"),
    },
    fields_of={
        "staff": {"name": pgettext_lazy("person", "Name")},
    },
    values={
        **{choice.value: choice.label for choice in PostChoice},
    },
    subjects={
        "staff": (_("account"), "console:person"),
        "store": (_("store"), "console:store"),
    },
)
