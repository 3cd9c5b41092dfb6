"""Posts, what each permits, and how far each sees."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from guisu.ground.kernel.refusals import NotPermitted, Refusal
from guisu.ground.kernel.words import gettext_noop


class Post(StrEnum):
    """What a staff member is here for. One post a person."""

    OWNER = "owner"
    OPERATOR = "operator"
    STORE_MANAGER = "store_manager"
    ADVISER = "adviser"
    SERVICE = "service"
    ANALYST = "analyst"


class Permission(StrEnum):
    """One thing somebody may do. Doors ask for these; posts are only bundles of them."""

    SEE_CUSTOMERS = "customers.see"
    SEE_CONTACT = "customers.contact"
    EDIT_CUSTOMERS = "customers.edit"
    MERGE_CUSTOMERS = "customers.merge"
    MANAGE_TAGS = "tags.manage"
    EXPORT_CUSTOMERS = "customers.export"
    ERASE_CUSTOMERS = "customers.erase"
    SEE_ORDERS = "orders.see"
    EDIT_PRODUCTS = "products.edit"
    IMPORT = "imports.run"
    SEE_FIGURES = "figures.see"
    MANAGE_STAFF = "staff.manage"
    MANAGE_SETTINGS = "settings.manage"
    SEE_AUDIT = "audit.see"
    MANAGE_LETTERS = "letters.manage"
    EDIT_SEGMENTS = "segments.edit"
    MANAGE_TASKS = "tasks.manage"
    HAND_OVER = "customers.hand_over"
    SEE_CODES = "codes.see"
    MANAGE_CODES = "codes.manage"
    SEND_MESSAGES = "messages.send"


# What each lets somebody do, as a refusal says it.
PERMISSION_WORDS = {
    Permission.SEE_CUSTOMERS: gettext_noop("to see customers"),
    Permission.SEE_CONTACT: gettext_noop("to see phones and e-mails"),
    Permission.EDIT_CUSTOMERS: gettext_noop("to change customers"),
    Permission.MERGE_CUSTOMERS: gettext_noop("to merge customers"),
    Permission.MANAGE_TAGS: gettext_noop("to manage tags"),
    Permission.EXPORT_CUSTOMERS: gettext_noop("to export customers"),
    Permission.ERASE_CUSTOMERS: gettext_noop("to erase customers"),
    Permission.SEE_ORDERS: gettext_noop("to see orders"),
    Permission.EDIT_PRODUCTS: gettext_noop("to change products"),
    Permission.IMPORT: gettext_noop("to import files"),
    Permission.SEE_FIGURES: gettext_noop("to see figures"),
    Permission.EDIT_SEGMENTS: gettext_noop("to edit segments"),
    Permission.SEND_MESSAGES: gettext_noop("to send messages"),
    Permission.MANAGE_STAFF: gettext_noop("to manage staff"),
    Permission.MANAGE_SETTINGS: gettext_noop("to change settings"),
    Permission.SEE_AUDIT: gettext_noop("to see the audit"),
    Permission.MANAGE_LETTERS: gettext_noop("to look after parked work"),
    Permission.MANAGE_TASKS: gettext_noop("to manage tasks of colleagues"),
    Permission.HAND_OVER: gettext_noop("to hand over customers and groups"),
    Permission.SEE_CODES: gettext_noop("to see contact codes"),
    Permission.MANAGE_CODES: gettext_noop("to manage contact codes"),
}


_DAILY = {
    Permission.SEE_CUSTOMERS,
    Permission.SEE_CONTACT,
    Permission.SEE_ORDERS,
    Permission.SEE_CODES,
}
_STORE = _DAILY | {Permission.EDIT_CUSTOMERS, Permission.SEE_FIGURES}

PERMITTED: dict[Post, frozenset[Permission]] = {
    Post.OWNER: frozenset(Permission),
    Post.OPERATOR: frozenset(
        set(Permission) - {Permission.MANAGE_STAFF, Permission.MANAGE_SETTINGS}
    ),
    Post.STORE_MANAGER: frozenset(
        _STORE
        | {Permission.EXPORT_CUSTOMERS, Permission.MERGE_CUSTOMERS}
        | {Permission.MANAGE_TASKS, Permission.HAND_OVER}
        | {Permission.MANAGE_CODES, Permission.SEND_MESSAGES}
    ),
    Post.ADVISER: frozenset(_DAILY | {Permission.EDIT_CUSTOMERS}),
    Post.SERVICE: frozenset(_DAILY | {Permission.EDIT_CUSTOMERS, Permission.MERGE_CUSTOMERS}),
    # An analyst works with figures and pseudonymous rows, not with people's phone numbers.
    Post.ANALYST: frozenset(
        {
            Permission.SEE_CUSTOMERS,
            Permission.SEE_ORDERS,
            Permission.SEE_FIGURES,
            Permission.EDIT_SEGMENTS,
            Permission.SEE_CODES,
        }
    ),
}

# Posts that work for the whole organisation whatever their stores; the others see their stores.
EVERYWHERE = frozenset({Post.OWNER, Post.OPERATOR, Post.ANALYST})


@dataclass(frozen=True, slots=True)
class Scope:
    """How far one staff member or token sees, and what they may do.

    `stores` None: everything, customers and orders without a store included. A set: what belongs
    to these stores, and nothing else.
    """

    staff_id: int
    permissions: frozenset[Permission]
    stores: frozenset[int] | None

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise `NotPermitted` unless the permission is held."""
        if permission not in self.permissions:
            raise NotPermitted(permission=permission.value)

    def sees_store(self, store_id: int | None) -> bool:
        return self.stores is None or (store_id is not None and store_id in self.stores)


def scope_for(*, staff_id: int, post: Post, stores: Iterable[int]) -> Scope:
    """What `post` permits, over all stores or over those the person works in."""
    everywhere = post in EVERYWHERE
    return Scope(staff_id, PERMITTED[post], None if everywhere else frozenset(stores))


class KeyScope(StrEnum):
    """What a key opens. `events:write` is what a shop's SDK holds; the rest is the REST API."""

    WRITE_EVENTS = "events:write"
    READ_CUSTOMERS = "customers:read"
    WRITE_CUSTOMERS = "customers:write"
    EXPORT_CUSTOMERS = "customers:export"
    ERASE_CUSTOMERS = "customers:erase"
    READ_ORDERS = "orders:read"
    WRITE_ORDERS = "orders:write"
    WRITE_PRODUCTS = "products:write"
    READ_EVENTS = "events:read"


# What concerns a whole person or the whole range: a key of one store cannot do it.
WHOLE_ORGANISATION = frozenset(
    {
        KeyScope.EXPORT_CUSTOMERS,
        KeyScope.ERASE_CUSTOMERS,
        KeyScope.WRITE_PRODUCTS,
        KeyScope.READ_EVENTS,
    }
)


class NotForOneStore(Refusal):
    code = "keys.not_for_one_store"
    template = gettext_noop("This needs a key of the whole organisation, not of one store.")
    http_status = 403


class LastOwner(Refusal):
    code = "staff.last_owner"
    template = gettext_noop("This is the last owner: make somebody else owner first.")


class NameTaken(Refusal):
    code = "staff.name_taken"
    template = gettext_noop("The name %(name)s is taken.")


class NoView(Refusal):
    code = "staff.no_view"
    template = gettext_noop("A view needs a name of 1 to 60 characters, and filters to keep.")
    http_status = 422


class TooManyViews(Refusal):
    code = "staff.too_many_views"
    template = gettext_noop("You keep %(most)s views already, as many as there can be. Remove one.")


class AlreadySetUp(Refusal):
    code = "staff.already_set_up"
    template = gettext_noop("This installation already has an owner: sign in instead.")


class NoOwnerYet(Refusal):
    code = "staff.no_owner_yet"
    template = gettext_noop("This installation has no owner yet: open the owner's account first.")
