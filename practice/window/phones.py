"""Somebody's phone: a customer's with their codes and chats, a member of staff's with duties."""

from itertools import islice

from practice.window.chats import bubbles
from practice.window.page import View, address, face, field, form, item, moment, safe
from practice.world.model.broadcasts import Audience, Broadcast
from practice.world.model.corp import Staff
from practice.world.screens import words_of

SHOWN_PEOPLE = 60
SHOWN_NOTICES = 5


def staff_list(view: View) -> str:
    """Everybody who works there, with what waits for them."""
    rows = []
    for each in view.ground.world.staff.values():
        if each.is_here:
            waits = len(_broadcasts(view, each)) + len(_moments(view, each))
            home = view.ground.world.departments.get(each.departments[0])
            shop = safe(home.name if home else "")
            badge = f"<em>{safe(view.say('tasks'))} {waits}</em>" if waits else ""
            rows.append(_row(view, each.user_id, shop, badge))
    return f'<section class="column"><ul class="list">{"".join(rows)}</ul></section>'


def people_list(view: View, sought: str) -> str:
    """Customers by name, the latest to come first, and a door for somebody new."""
    say = view.say
    name = field("name", say("name"), most=40)
    new = form(view, "arrive", say("new_person"), fields=name)
    search = (
        f'<form method="get" action="/window/people"><input name="q" value="{safe(sought)}" '
        f'aria-label="{safe(say("search_hint"))}" placeholder="{safe(say("search_hint"))}">'
        f'<button class="quiet">{safe(say("find"))}</button></form>'
    )
    world = view.ground.world
    found = islice(
        (each for each in reversed(world.people.values()) if sought in each.name), SHOWN_PEOPLE
    )
    rows = "".join(
        _row(view, each.external_id, _groups_of(view, each.external_id)) for each in found
    )
    figures = ""
    if view.ground.crowd is not None:
        told = view.ground.crowd.figures()
        figures = f'<p class="figures">{safe(say("figures", **told))}</p>'
    return (
        f'<section class="column">{figures}<div class="tools">{search}{new}</div>'
        f'<ul class="list">{rows}</ul></section>'
    )


def phone(view: View, who: str, other: str) -> str:
    """All that `who` has on their phone, and the chat with `other`."""
    title = f"<h1>{face(view, who)}<span>{safe(view.name(who))}</span></h1>"
    staff = view.ground.world.staff.get(who.lower())
    own = _duties(view, staff) if staff else _codes(view, who)
    chat = _chat(view, who, other) if other else ""
    return (
        f'<section class="column phone">{title}{own}{_own_groups(view, who)}'
        f"{_partners(view, who)}</section>{chat}"
    )


def _duties(view: View, staff: Staff) -> str:
    """What waits to be confirmed, and what the app told them."""
    say = view.say
    tasks = [
        _task(view, staff, words_of(found.content), count, key, found.message_id)
        for found, count, key in _broadcasts(view, staff)
    ]
    for moment_id, text in _moments(view, staff):
        button = form(view, "publish", say("publish"), who=staff.user_id, which=moment_id)
        tasks.append(item(text, "", button))
    for pair in view.ground.world.pairs_of_staff[staff.user_id].values():
        if pair.is_half:
            button = form(
                view, "confirm", say("confirm_friend"), who=staff.user_id, other=pair.external_id
            )
            tasks.append(item(view.name(pair.external_id), say("half"), button))
    told = [
        item(words_of(each.content), moment(each.at, with_day=True))
        for each in reversed(view.ground.world.delivered)
        if each.channel == "app" and each.receiver == staff.user_id
    ][:SHOWN_NOTICES]
    name = field("name", say("group_name"), most=30)
    opening = form(view, "open-group", say("open_group"), fields=name, who=staff.user_id)
    return (
        f"<h2>{safe(say('tasks'))}</h2>{_listed(tasks, say('no_tasks'))}"
        + (f"<h2>{safe(say('notices'))}</h2>{_listed(told, '')}" if told else "")
        + f'<div class="tools">{opening}</div>'
    )


def _task(view: View, staff: Staff, text: str, count: int, key: str, message_id: str) -> str:
    say = view.say
    button = form(view, "send", say("confirm"), who=staff.user_id, which=message_id)
    return item(text, say(key, count=count), button)


def _codes(view: View, who: str) -> str:
    """The codes that hang in the shop, to be scanned."""
    world, say = view.ground.world, view.say
    rows = []
    for way in world.contact_ways.values():
        label = way.remark or way.state or "、".join(_served(view, way.users, way.parties))
        rows.append(_code(view, "scan", label, who, way.config_id, say("scan_contact")))
    for join in world.join_ways.values():
        names = [world.groups[each].name for each in join.chat_ids if each in world.groups]
        label = join.remark or join.state or "、".join(names)
        rows.append(_code(view, "join", label, who, join.config_id, say("scan_group")))
    listed = _listed(rows, say("no_codes"))
    return f"<details><summary>{safe(say('scan'))} ({len(rows)})</summary>{listed}</details>"


def _code(view: View, act: str, label: str, who: str, which: str, kind: str) -> str:
    button = form(view, act, view.say("scan"), who=who, which=which)
    return item(label, kind, button)


def _own_groups(view: View, who: str) -> str:
    groups = view.ground.world.groups_of.get(who, {}).values()
    rows = [
        f'<li><a class="row" href="{address("", group=each.chat_id, **{"as": who})}">'
        f'<span class="face group" aria-hidden="true">群</span><span class="name">{safe(each.name)}'
        f"<small>{len(each.members)}</small></span></a></li>"
        for each in groups
    ]
    return f"<h2>{safe(view.say('own_groups'))}</h2>{_listed(rows, '—')}"


def _partners(view: View, who: str) -> str:
    """With whom they can talk: staff whom they added, customers who wrote last."""
    world, say = view.ground.world, view.say
    if view.is_staff(who):
        known = [each for each in view.ground.screens.partners(who) if each in world.people]
        rows = [_row(view, each, "", chat_of=who) for each in known[:SHOWN_PEOPLE]]
        return f"<h2>{safe(say('chats'))}</h2>{_listed(rows, say('no_chats'))}"
    rows = []
    for user_id, pair in world.pairs_of_person.get(who, {}).items():
        mark = safe(say("half")) if pair.is_half else ""
        gone = form(view, "part", say("delete_staff"), kind="quiet", who=who, other=user_id)
        rows.append(_row(view, user_id, mark, gone, chat_of=who))
    return f"<h2>{safe(say('contacts'))}</h2>{_listed(rows, say('no_contacts'))}"


def _chat(view: View, who: str, other: str) -> str:
    lines = view.ground.screens.between(who, other)
    text = field("text", view.say("say_here", name=view.name(who)))
    talk = form(view, "write", view.say("say"), fields=text, who=who, other=other)
    return (
        f'<section class="chat"><h1><a class="back" href="{address("phone", who=who)}">‹</a>'
        f'{safe(view.name(other))}</h1><div class="lines" data-live="lines" tabindex="0">'
        f'{bubbles(view, lines, me=who)}</div><div class="speak">{talk}</div></section>'
    )


def _row(view: View, who: str, small: str, more: str = "", *, chat_of: str = "") -> str:
    """A person as a line of a list; leads to their phone, or to the chat that `chat_of` has."""
    to = address("phone", who=chat_of, other=who) if chat_of else address("phone", who=who)
    return (
        f'<li><a class="row" href="{to}">{face(view, who)}<span class="name">'
        f"{safe(view.name(who))}<small>{small}</small></span></a>{more}</li>"
    )


def _groups_of(view: View, who: str) -> str:
    return safe("、".join(each.name for each in view.ground.world.groups_of.get(who, {}).values()))


def _served(view: View, users: list[str], parties: list[int]) -> list[str]:
    homes = view.ground.world.departments
    return [view.name(each) for each in users] + [
        homes[each].name for each in parties if each in homes
    ]


def _broadcasts(view: View, staff: Staff) -> list[tuple[Broadcast, int, str]]:
    found = []
    for each in view.ground.world.broadcasts.values():
        duty = each.duties.get(staff.user_id)
        if duty is not None and duty.done_at is None and not each.is_cancelled:
            key = "to_groups" if each.audience is Audience.GROUP else "to_customers"
            found.append((each, len(duty.recipients), key))
    return found


def _moments(view: View, staff: Staff) -> list[tuple[str, str]]:
    found = []
    for each in view.ground.world.moments.values():
        part = each.parts.get(staff.user_id)
        if part is not None and part.published_at is None and not each.is_cancelled:
            found.append((each.moment_id, words_of(each.content)))
    return found


def _listed(rows: list[str], nothing: str) -> str:
    if not rows:
        return f'<p class="empty">{safe(nothing)}</p>'
    return f'<ul class="list">{"".join(rows)}</ul>'
