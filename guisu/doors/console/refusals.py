"""What refusals say, for translators: the rooms that raise them know no framework."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.staff.domain import Permission
from guisu.take_in.imports.wording import FIELD_LABELS

TEMPLATES = (
    gettext_noop("This is not allowed."),
    gettext_noop("Not found: %(what)s."),
    gettext_noop("Your post does not permit this: %(permission)s."),
    gettext_noop("This is the last owner: make somebody else owner first."),
    gettext_noop("The name %(name)s is taken."),
    gettext_noop("This installation already has an owner: sign in instead."),
    gettext_noop("These are already one person."),
    gettext_noop("This merge has been undone already."),
    gettext_noop("This person has been erased."),
    gettext_noop("This person has not been erased."),
    gettext_noop("A rule gives %(tag)s to the segment %(segment)s already."),
    gettext_noop("There is a tag %(name)s of this kind already."),
    gettext_noop("The tag %(name)s is archived: bring it back before you give it."),
    gettext_noop("A tag needs a name of 1 to 40 characters."),
    gettext_noop("This is still under way: stop it first, then undo it."),
    gettext_noop("This is over already."),
    gettext_noop("The file cannot be read: %(why)s"),
    gettext_noop("The file is larger than %(limit)s MB."),
    gettext_noop("Choose a column or a constant for: %(fields)s"),
    gettext_noop("The file has no column %(column)s."),
    gettext_noop("A file of this kind has no field %(field)s."),
    gettext_noop("This import is %(state)s, so this cannot be done now."),
    gettext_noop("A mapping called %(name)s exists for another kind of file."),
    gettext_noop("The uploaded file has been deleted; upload it again."),
    gettext_noop("There is no such tier."),
    gettext_noop("This needs a key of the whole organisation, not of one store."),
    gettext_noop("The warehouse is being built anew. Figures come back by themselves in a moment."),
    gettext_noop(
        "The warehouse file %(path)s is open in another process. Stop that process first; "
        "for several processes set GUISU_WAREHOUSE=postgresql."
    ),
    gettext_noop(
        "A stored secret cannot be read with this installation's encryption keys: "
        "restore encryption.keys from the backup, or enter the secret again."
    ),
    gettext_noop("This is no connection: %(problem)s"),
    gettext_noop("A greeting has a text of at most 4,000 bytes, or 1 to 9 attachments."),
    gettext_noop("This corp and application are connected already."),
    gettext_noop("This cannot be handed over: %(problem)s"),
    gettext_noop("This task is over already."),
    gettext_noop("This task is not complete: %(problem)s"),
    gettext_noop("This code cannot work: %(problem)s"),
    gettext_noop("This code has been deleted."),
    gettext_noop(
        "WeCom cannot hold a group code back: delete it, or let it lead to another group."
    ),
    gettext_noop("Write a text, or attach something."),
    gettext_noop("The text is too long: WeCom takes about %(most)s Chinese characters."),
    gettext_noop("At most %(most)s attachments go with one message."),
    gettext_noop("A link needs a title and an address that begins with https:// or http://."),
    gettext_noop("A mini-program card needs a title, an app ID, a page and a picture."),
    gettext_noop("The title is too long: WeCom takes about %(most)s Chinese characters."),
    gettext_noop("A moment takes up to nine pictures or one link, and no mini-program card."),
    gettext_noop("Pictures are JPG or PNG of at most 10 MB."),
    gettext_noop("WeCom lets nobody have more: at most %(most)s."),
    gettext_noop("This has been sent off already: it can be cancelled, not changed."),
    gettext_noop("There is nothing left to cancel."),
    gettext_noop("Everybody has confirmed, or it is over."),
    gettext_noop("Connect WeCom first, under Settings, WeCom."),
    gettext_noop(
        "In line %(line)s a quotation mark is opened and never closed: all that follows would be "
        "one cell. Close it in the file, or take it away."
    ),
    gettext_noop("It reached everybody it could, or is still under way."),
    gettext_noop("WeCom reminds of one message three times in 24 hours at most."),
    gettext_noop("Nobody is left to send it to: look at the reasons below."),
    gettext_noop("Choose one of your stores to send from."),
    gettext_noop("This condition cannot be read: %(why)s"),
    gettext_noop("Some parts of the condition are not filled in yet."),
    gettext_noop("The segments name each other in a circle: %(circle)s."),
    gettext_noop("The condition names segment %(number)s, which does not exist any more."),
    gettext_noop("With the segments that it names, this condition has more than %(most)s parts."),
    gettext_noop("Give the segment a name."),
    gettext_noop("Another segment is called %(name)s."),
    gettext_noop("These segments are made with it: %(names)s. Change them first."),
    gettext_noop(
        "Not enough history for customer value: %(buyers)s of %(fewest_buyers)s buyers, "
        "%(repeaters)s of %(fewest_repeaters)s who ordered on a second day, "
        "%(days)s of %(shortest_days)s days since the first order."
    ),
    gettext_noop(
        "Not enough history for customer value: %(payers)s of %(fewest)s people paid something "
        "in the organisation's currency."
    ),
    gettext_noop(
        "There is too little to learn from yet: at least %(least)s are needed. "
        "Set the values by hand until then."
    ),
)
WORDS = (
    gettext_noop("message"),
    gettext_noop("import"),
    gettext_noop("channel"),
    gettext_noop("step"),
    gettext_noop("act"),
    gettext_noop("store"),
    gettext_noop("staff"),
    gettext_noop("key"),
    gettext_noop("colleague"),
    gettext_noop("callback"),
    gettext_noop("mapping"),
    gettext_noop("merge"),
    gettext_noop("picture"),
    gettext_noop("job"),
    gettext_noop("letter"),
    gettext_noop("customer"),
    gettext_noop("order"),
    gettext_noop("product"),
    gettext_noop("suggestion"),
    gettext_noop("tag"),
    gettext_noop("tag rule"),
    gettext_noop("segment"),
    gettext_noop("contact code"),
    gettext_noop("name"),
    gettext_noop("groups"),
    gettext_noop("colleagues"),
    gettext_noop("shifts"),
    gettext_noop("task"),
    gettext_noop("handover"),
    gettext_noop("nobody is chosen"),
    gettext_noop("somebody else has to take over"),
    gettext_noop("who takes over may not contact customers"),
    gettext_noop("the words are too long"),
    gettext_noop("it is empty"),
    gettext_noop("it has no rows"),
    gettext_noop("it is not an XLSX file"),
    gettext_noop("it is an old .xls file; save it as .xlsx or .csv"),
    gettext_noop("its contents unpack to more than 4 GB"),
)


PERMISSIONS = {
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


def said(refusal: Refusal) -> str:
    """The refusal in the reader's language; words of ours inside it too, names as they are."""
    return said_later(refusal.told)


def said_later(told: Mapping[str, Any]) -> str:
    """As `said`, of a refusal that was kept as `Refusal.told`."""
    data = {name: _said(name, value) for name, value in told["data"].items()}
    return gettext(told["template"]) % data


def _said(name: str, value: object) -> object:
    if name == "fields":
        return _fields(str(value))
    if name == "permission" and value in set(Permission):
        return gettext(PERMISSIONS[Permission(str(value))])
    if value in WORDS:
        return gettext(str(value))
    # `segment 9`: a thing of ours and its number, or what stood in the address in its place.
    word, _space, number = str(value).rpartition(" ")
    return f"{gettext(word)} {number}" if word in WORDS else value


def _fields(told: str) -> str:
    """Fields of a file in words, `a|b, c` as they are told: one of a and b, and c."""
    return "; ".join(
        " / ".join(str(FIELD_LABELS.get(name, name)) for name in choice.split("|"))
        for choice in told.split(", ")
    )
