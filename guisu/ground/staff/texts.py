"""What the columns of accounts, stores and the audit may say of people."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _
from guisu.ground.staff.models import (
    AccessKey,
    AuditEntry,
    ChosenColumns,
    Installation,
    SavedView,
    Staff,
    Store,
)


def declare() -> None:
    texts.declare(Permission, never="name codename", why="names of tables")
    texts.declare(Group, never="name", why="is never used")
    texts.declare(ContentType, never="app_label model", why="names of tables")
    texts.declare(
        Session,
        never="session_key session_data",
        why="who is signed in and their choice of columns; what was typed and carried is taken out",
    )
    for tried in (AccessAttempt, AccessFailureLog, AccessLog):
        texts.declare(
            tried,
            title=_("Sign-ins that failed"),
            noted="username path_info",
            never="user_agent http_accept",
            why="the browser of who signed in",
        )
    texts.declare(AccessAttempt, title=_("Sign-ins that failed"), noted="get_data post_data")
    texts.declare(AccessLog, never="session_hash", why="a digest")
    _house()


def _house() -> None:
    texts.declare(
        Store,
        title=_("Stores"),
        others="name region",
        never="code time_zone",
        why="codes that systems know a store by, and words of a list",
    )
    texts.declare(
        Staff,
        never="password username name email language",
        why="of who works here, not of customers; they are closed, not erased",
    )
    texts.declare(
        SavedView, title=_("Saved views"), others="name query", never="page", why="a page"
    )
    texts.declare(ChosenColumns, never="page columns", why="words of ours")
    texts.declare(
        AccessKey, title=_("Keys"), others="name", never="hint digest scopes", why="digests"
    )
    texts.declare(
        Installation,
        never="name time_zone language currency phone_region second_factor_posts",
        why="the company's own name and words of lists",
    )
    texts.declare(
        AuditEntry,
        title=_("Audit log"),
        noted="before after",
        never="staff_name action subject",
        why="who works here, words of ours, and numbers of rows",
    )
