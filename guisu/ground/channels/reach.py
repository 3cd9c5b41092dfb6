"""The one table of channels: whom each reaches by what, and who carries it.

A channel is what people say yes and no to. A phone number serves two of them, a union ID tells
people apart and reaches nobody, and one channel may have several providers.
"""

from dataclasses import dataclass
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")
    WECOM = "wecom", _("WeCom")
    OFFICIAL_ACCOUNT = "official_account", _("Official account")
    PHONE = "phone", _("Phone call")
    PUSH = "push", _("Push")


class Known(models.TextChoices):
    """Kinds of identity: what a person is known by."""

    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    USER_ID = "user_id", _("User ID")
    UNION_ID = "union_id", _("WeChat union ID")
    EXTERNAL_USERID = "external_userid", _("WeCom contact")
    OPENID = "openid", _("WeChat OpenID")
    ANONYMOUS_ID = "anonymous_id", _("Device")
    OTHER = "other", _("Other")


class Provider(models.TextChoices):
    WECOM = "wecom", _("WeCom")
    SMTP = "smtp", _("E-mail by SMTP")


@dataclass(frozen=True, slots=True)
class Reach:
    """Identities of these kinds are its addresses; connections of these providers carry it."""

    by: tuple[Known, ...]
    carried_by: tuple[Provider, ...] = ()


REACH = MappingProxyType(
    {
        Channel.SMS: Reach((Known.PHONE,)),
        Channel.EMAIL: Reach((Known.EMAIL,), (Provider.SMTP,)),
        Channel.WECOM: Reach((Known.EXTERNAL_USERID,), (Provider.WECOM,)),
        Channel.OFFICIAL_ACCOUNT: Reach((Known.OPENID,)),
        Channel.PHONE: Reach((Known.PHONE,)),
        Channel.PUSH: Reach(()),
    }
)

# What each account of a provider has of its own for everybody: the same value of two accounts is
# two people, and without its account it addresses nobody.
OF_ACCOUNT = frozenset({Known.OPENID})


def addressing(provider: str) -> tuple[Known, ...]:
    """The kinds of identity by which `provider` knows people."""
    return tuple(
        kind for reach in REACH.values() if provider in reach.carried_by for kind in reach.by
    )
