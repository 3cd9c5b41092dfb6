"""Chats as bubbles: a group's, and those between two."""

from collections.abc import Callable, Iterable

from practice.window.page import View, address, face, field, form, moment, safe
from practice.world.model.groups import Group
from practice.world.screens import Line, Sort

SHOWN = 80
GAP_SECONDS = 600
STEPS = {Sort.JOINED: "joined", Sort.LEFT: "left", Sort.REMOVED: "removed"}


def bubbles(view: View, lines: Iterable[Line], *, me: str, group: Group | None = None) -> str:
    """The lines from the eyes of `me`, whose own stand on the right."""
    parts: list[str] = []
    before = 0.0
    for line in lines:
        if line.at - before > GAP_SECONDS:
            parts.append(f'<p class="when">{moment(line.at, with_day=True)}</p>')
        before = line.at
        parts.append(_line(view, line, me=me, group=group))
    return "".join(parts) or f'<p class="when">{safe(view.say("no_lines"))}</p>'


def group_list(view: View, chosen: str, me: str) -> str:
    """Every group with its last word; those that play somebody see that person's groups first."""
    groups = [each for each in view.ground.world.groups.values() if not each.is_dismissed]
    rows = [_row(view, each, chosen=chosen, me=me) for each in sorted(groups, key=_newest(view))]
    if not rows:
        return f'<p class="empty">{safe(view.say("no_groups"))}</p>'
    return f'<ul class="list" data-live="groups">{"".join(rows)}</ul>'


def group_page(view: View, group: Group, me: str) -> str:
    """The chat, what `me` can say and do in it, and who is there."""
    lines = list(view.ground.screens.groups[group.chat_id])[-SHOWN:]
    said = bubbles(view, lines, me=me, group=group)
    notice = f'<p class="notice">{safe(view.say("notice"))}：{safe(group.notice)}</p>'
    return (
        f'<section class="chat" aria-label="{safe(group.name)}">'
        f'<h1><a class="back" href="{address("", **{"as": me})}">‹</a>'
        f"{safe(group.name)} ({len(group.members)})</h1>{notice if group.notice else ''}"
        f'<div class="lines" data-live="lines" tabindex="0">{said}'
        f"</div>{_speak(view, group, me)}</section>{_members(view, group, me)}"
    )


def _speak(view: View, group: Group, me: str) -> str:
    """What whoever is played can do here; watchers choose whom to play among the members."""
    say = view.say
    if me not in group.members:
        return f'<div class="speak"><p>{safe(say("watching"))}</p></div>'
    text = field("text", say("say_here", name=view.name(me)))
    talk = form(view, "say", say("say"), fields=text, who=me, group=group.chat_id)
    more = ""
    if me != group.owner:
        more = form(view, "leave", say("leave"), kind="quiet", who=me, group=group.chat_id)
    return f'<div class="speak">{talk}{more}</div>'


def _members(view: View, group: Group, me: str) -> str:
    say = view.say
    may_remove = me == group.owner or me in group.admins
    rows = []
    for who in group.members:
        marks = safe(say("owner") if who == group.owner else "")
        play = (
            f'<a href="{address("", group=group.chat_id, **{"as": who})}">{safe(say("play"))}</a>'
        )
        gone = ""
        if may_remove and who != group.owner:
            gone = form(
                view, "kick", say("remove"), kind="quiet", who=who, by=me, group=group.chat_id
            )
        rows.append(
            f'<li class="{"me" if who == me else ""}">{face(view, who)}<span class="name">'
            f'<a href="{address("phone", who=who)}">{safe(view.name(who))}</a>'
            f"<small>{marks}</small></span>{play}{gone}</li>"
        )
    return (
        f'<aside class="members"><details open><summary>{safe(say("members"))} '
        f'{len(group.members)}</summary><ul class="list">{"".join(rows)}</ul></details></aside>'
    )


def _row(view: View, group: Group, *, chosen: str, me: str) -> str:
    lines = view.ground.screens.groups.get(group.chat_id)
    last = lines[-1] if lines else None
    word = f"{view.name(last.who)}: {last.text}" if last and last.text else ""
    crowd = view.ground.crowd
    room = crowd.life.rooms.get(group.chat_id) if crowd else None
    adverts = (
        f"<em>{safe(view.say('adverts', count=len(room.adverts)))}</em>"
        if room and room.adverts
        else ""
    )
    at = moment(last.at) if last else ""
    current = ' aria-current="true"' if group.chat_id == chosen else ""
    return (
        f'<li><a class="row" href="{address("", group=group.chat_id, **{"as": me})}"{current}>'
        f'<span class="face group" aria-hidden="true">群</span><span class="name">'
        f"{safe(group.name)}<small>{safe(word[:40])}</small></span>"
        f'<span class="side">{at}{adverts}</span></a></li>'
    )


def _newest(view: View) -> Callable[[Group], float]:
    screens = view.ground.screens.groups

    def key(group: Group) -> float:
        lines = screens.get(group.chat_id)
        return -lines[-1].at if lines else 0.0

    return key


def _line(view: View, line: Line, *, me: str, group: Group | None) -> str:
    if line.sort in STEPS:
        told = view.say(STEPS[line.sort], name=view.name(line.who))
        return f'<p class="step">{safe(told)}</p>'
    if line.sort is Sort.CHANGED:
        return f'<p class="step">{safe(view.say(line.text))}</p>'
    own = " own" if line.who == me else ""
    is_owner = group is not None and line.who == group.owner
    marks = [view.say("owner" if is_owner else "staff_mark")] if view.is_staff(line.who) else []
    marks += [view.say("mass")] if line.sort is Sort.SENT else []
    told = "".join(f" <b>{safe(mark)}</b>" for mark in marks)
    return (
        f'<div class="bubble{own}">{face(view, line.who)}<div>'
        f"<small>{safe(view.name(line.who))}{told}</small><p>{safe(line.text)}</p></div></div>"
    )
