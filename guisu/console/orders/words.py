"""What orders' own codes are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHANNELS: dict[str, str | Promise] = {"shop": _("Online shop")}
