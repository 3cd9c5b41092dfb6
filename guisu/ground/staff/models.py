"""Accounts, stores, keys, the installation's own settings, and the audit log."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from guisu.ground.database.editions import Edited
from guisu.ground.staff import domain


class PostChoice(models.TextChoices):
    OWNER = domain.Post.OWNER, _("Owner")
    OPERATOR = domain.Post.OPERATOR, _("Operator")
    STORE_MANAGER = domain.Post.STORE_MANAGER, _("Store manager")
    ADVISER = domain.Post.ADVISER, _("Adviser")
    SERVICE = domain.Post.SERVICE, _("Customer service")
    ANALYST = domain.Post.ANALYST, _("Analyst")


class Store(Edited):
    """A shop, branch or online store; what staff see is scoped by it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    code = models.CharField(
        _("code"), max_length=40, unique=True, help_text=_("What orders and files call it.")
    )
    region = models.CharField(_("region"), max_length=80, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, help_text="Empty: the installation's."
    )
    is_open = models.BooleanField(_("open"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class StaffAccounts(BaseUserManager["Staff"]):
    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(username__iexact=(username or "").strip())


class Staff(AbstractBaseUser, Edited):
    """A person who signs in to the console. Leaves by `is_active`, never by deletion."""

    username = models.CharField(_("user name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    post = models.CharField(_("post"), max_length=16, choices=PostChoice)
    stores = models.ManyToManyField(
        Store, verbose_name=_("stores"), related_name="staff", blank=True
    )
    language = models.CharField(_("language"), max_length=8, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    sessions_ended = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="How often all sessions were ended."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[StaffAccounts] = StaffAccounts()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must have begun on: the password, and no end of all sessions since."""
        ended = f":{self.sessions_ended}" if self.sessions_ended else ""
        # As Django signs it: sessions of before go on.
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(
            salt, f"{self.password}{ended}", secret=secret, algorithm="sha256"
        ).hexdigest()


class SavedView(models.Model):
    """Filters of a list that somebody keeps under a name, for themselves; never what they typed.

    Goes with the account.
    """

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="views")
    page = models.CharField(max_length=40, help_text="The list's name: `orders`.")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, help_text="`store=3&status=paid`.")

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "page", "name"], name="view_named_once_a_person_and_page"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ChosenColumns(models.Model):
    """Which columns of a list somebody wants to see, wherever they sign in."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=40, help_text="The list's name: `orders`.")
    columns: models.JSONField[Any, Any] = models.JSONField(default=list, help_text="Their names.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "page"], name="columns_chosen_once_a_person_and_page"
            )
        ]

    def __str__(self) -> str:
        return f"columns of {self.page}"


class AccessKey(models.Model):
    """A key for machines: its digest, what it opens, and for which store. Shown once, when made."""

    name = models.CharField(_("name"), max_length=80)
    hint = models.CharField(max_length=12, help_text="First characters, to tell keys apart.")
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    store = models.ForeignKey(Store, null=True, blank=True, on_delete=models.PROTECT)
    created_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="keys")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"


# Who may stand behind a change. None instead of one: the product itself, or the shell.
Actor = Staff | AccessKey


class Installation(Edited):
    """The organisation that this installation belongs to. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(_("organisation"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    language = models.CharField(_("language"), max_length=8, default="zh-hans")
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    phone_region = models.CharField(_("phone region"), max_length=2, default="CN")

    second_factor_posts: models.JSONField[list[str], list[str]] = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField()), editable=False
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_installation")]

    def __str__(self) -> str:
        return self.name


class AuditEntry(models.Model):
    """Who changed what, with before and after. Never edited; personal data goes at erasure."""

    at = models.DateTimeField()
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    staff_name = models.CharField(max_length=80)
    action = models.CharField(max_length=80, help_text="`customer.merged`, `staff.changed`.")
    subject = models.CharField(max_length=80, help_text="`customer:42`, `store:1`.")
    before: models.JSONField[Any, Any] = models.JSONField(default=dict)
    after: models.JSONField[Any, Any] = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_recent"),
            models.Index(fields=["subject", "-id"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_name} {self.action} {self.subject}"
