"""What a message needs: whom it is for, what it says, when it goes; and the rules for all."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django import forms
from django.core.files.uploadedfile import UploadedFile as Upload
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guisu.act.messaging.domain.content import Kind, said
from guisu.act.messaging.models import Broadcast, Rules
from guisu.act.messaging.selectors import audiences
from guisu.act.outreach.models import Enclosure
from guisu.act.outreach.services import enclosures as enclosing
from guisu.doors.console.forms import ConsoleForm, OneOf, SomeOf, WholeNumber, offer
from guisu.ground.channels.carriers import carrier_of
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Card, Link, Part, Picture
from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import visible_stores
from guisu.know.segments.selectors import segments

ACCEPTED = "image/jpeg,image/png"
LINK, CARD = ("title", "url", "description"), ("title", "app_id", "page")
P = TypeVar("P", Picture, Link, Card)
HINTS = {
    Kind.CUSTOMERS: _("About 1,300 Chinese characters at most."),
    Kind.GROUPS: _("About 1,300 Chinese characters at most."),
    Kind.MOMENT: _("2,000 characters at most."),
}


class PicturesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several files of one input."""

    def clean(self, data: Any, initial: Any = None) -> list["Upload[Any]"]:
        one = super().clean
        return [one(each, initial) for each in data] if isinstance(data, list | tuple) else []


class MessageForm(ConsoleForm):
    """A draft of `kind`; `of` one that is changed, `people` whom somebody ticked."""

    title = forms.CharField(
        label=_("What it is called here"),
        max_length=80,
        help_text=_("Customers do not see it."),
    )
    store = OneOf(label=_("Store"), required=False, empty_label=_("All stores"))
    segment = OneOf(label=_("To a segment"), required=False, empty_label="–")
    colleagues = SomeOf(required=False, widget=forms.CheckboxSelectMultiple)
    tags = SomeOf(
        label=_("Shown to customers with one of these tags"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: to all customers of these colleagues."),
    )
    text = forms.CharField(
        label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    kept = forms.MultipleChoiceField(
        label=_("Pictures"), required=False, widget=forms.CheckboxSelectMultiple
    )
    pictures = PicturesField(
        label=_("Add pictures"),
        required=False,
        widget=PicturesInput(attrs={"accept": ACCEPTED}),
        help_text=_("JPG or PNG, at most 10 MB each, at most nine attachments in all."),
    )
    link_title = forms.CharField(label=_("Link: title"), required=False)
    link_url = forms.CharField(label=_("Link: address"), required=False)
    link_description = forms.CharField(label=_("Link: description"), required=False)
    card_title = forms.CharField(label=_("Mini-program: title"), required=False)
    card_app_id = forms.CharField(label=_("Mini-program: app ID"), required=False)
    card_page = forms.CharField(label=_("Mini-program: page"), required=False)
    card_picture = forms.FileField(
        label=_("Mini-program: picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(  # noqa: PLR0913 - what the form is about
        self,
        data: Any = None,
        files: Any = None,
        *,
        kind: Kind,
        connection: Connection,
        scope: Scope,
        people: Iterable[int] = (),
        of: Broadcast | None = None,
    ) -> None:
        self.kind, self.connection, self.of = kind, connection, of
        self.carrier = carrier_of(connection, audiences.WAYS[kind])
        self.named = _named(of, people)
        super().__init__(data, files, initial=_initial(of) if of else None)
        self._offer(scope)
        self._leave_out()

    def _offer(self, scope: Scope) -> None:
        offer(self, "store", visible_stores(scope))
        self.fields["store"].required = scope.stores is not None
        offer(self, "segment", segments.segments(scope).order_by("name"))
        able = audiences.senders(self.connection)
        if scope.stores is not None:
            able = able.filter(store__in=scope.stores)
        offer(self, "colleagues", able)
        offer(self, "tags", audiences.tags(self.connection))
        self.fields["colleagues"].label = {
            Kind.CUSTOMERS: _("Or to all contacts of these colleagues"),
            Kind.GROUPS: _("To all groups of these owners"),
            Kind.MOMENT: _("Published by these colleagues"),
        }[self.kind]
        if self.kind is Kind.MOMENT:
            self.fields["colleagues"].help_text = _("None ticked: by everybody.")
        self.fields["text"].help_text = HINTS[self.kind]
        kept: Any = self.fields["kept"]
        kept.choices = [
            (each.digest, each.name or each.digest[:8]) for each in _parts(self.of, Picture)
        ]

    def _leave_out(self) -> None:
        """Fields that make no sense here."""
        unneeded = {"tags"} if self.kind is not Kind.MOMENT else {"segment"}
        if self.kind is Kind.GROUPS or self.named:
            unneeded |= {"segment"}
        if self.named:
            unneeded |= {"colleagues"}
        if self.kind is Kind.MOMENT:
            unneeded |= {name for name in self.fields if name.startswith("card_")}
        if not _parts(self.of, Picture):
            unneeded |= {"kept"}
        if not self._choices("store").queryset.exists():
            unneeded |= {"store"}
        for name in unneeded:
            del self.fields[name]

    def _choices(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        chosen = [bool(self.named), bool(told.get("segment")), bool(told.get("colleagues"))]
        if self.kind is not Kind.MOMENT and sum(chosen) != 1:
            text = _("Choose whom it is for: either a segment or colleagues.")
            if self.kind is Kind.GROUPS:
                text = _("Tick whose groups it is for.")
            self.add_error("colleagues", text)
        return told

    def wanted(self) -> dict[str, Any]:
        """As `drafts.write` takes it. Keeps new pictures; raises `CannotBeCarried`."""
        told = self.cleaned_data
        return {
            "connection": self.connection,
            "store": told.get("store"),
            "kind": self.kind.value,
            "title": told["title"],
            "says": said(told["text"], self._parts()),
            "audience": self._audience(),
        }

    def _audience(self) -> dict[str, Any]:
        told = self.cleaned_data
        colleagues = [each.pk for each in told.get("colleagues") or ()]
        match self.kind:
            case _ if self.named:
                return self.named
            case Kind.GROUPS:
                return {"owners": colleagues}
            case Kind.MOMENT:
                return {"colleagues": colleagues, "tags": [each.pk for each in told["tags"]]}
            case _ if told["segment"]:
                return {"segment": told["segment"].pk}
            case _:
                return {"colleagues": colleagues}

    def _parts(self) -> tuple[Part, ...]:
        kept = set(self.cleaned_data.get("kept") or ())
        old = [each for each in _parts(self.of, Picture) if each.digest in kept]
        new = [Picture(one.digest, one.name) for one in map(self._keep, self._new("pictures"))]
        return (*old, *new, *self._link(), *self._card())

    def _link(self) -> list[Link]:
        told = {name: self.cleaned_data[f"link_{name}"] for name in LINK}
        return [Link(**told)] if any(told.values()) else []

    def _card(self) -> list[Card]:
        if self.kind is Kind.MOMENT:
            return []
        told = {name: self.cleaned_data[f"card_{name}"] for name in CARD}
        new = self.cleaned_data["card_picture"]
        if not any(told.values()) and not new:
            return []
        held = _parts(self.of, Card)
        picture = self._keep(new).digest if new else held[0].picture if held else ""
        return [Card(**told, picture=picture)]

    def _new(self, name: str) -> list["Upload[Any]"]:
        found: list[Upload[Any]] = self.cleaned_data[name]
        return found

    def _keep(self, upload: "Upload[Any]") -> Enclosure:
        """Not more than the carrier takes is read."""
        content = upload.read(self.carrier.limits.part_bytes + 1)
        return enclosing.keep(upload.name or "", content, by=self.carrier, at=timezone.now())


class TimeForm(ConsoleForm):
    due_at = forms.DateTimeField(
        label=_("At"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_due_at(self) -> Any:
        due_at = self.cleaned_data["due_at"]
        if due_at < timezone.now():
            raise forms.ValidationError(_("This moment is over already."))
        return due_at


class RulesForm(ConsoleForm):
    period = forms.ChoiceField(
        label=_("Counted by"),
        choices=Rules.Span.choices,
        help_text=_(
            "As your corp has chosen in WeCom: one a day, seven a week, or a month as many as "
            "it has days."
        ),
    )
    most = WholeNumber(
        label=_("At most, for each customer and group"),
        required=False,
        min_value=1,
        help_text=_("Leave it empty for all that WeCom allows."),
    )
    task_after_hours = WholeNumber(
        label=_("Hours until a colleague who has not confirmed gets a task"),
        min_value=0,
        max_value=240,
        help_text=_("0: nobody does."),
    )

    def __init__(self, data: Any = None, *, of: Rules) -> None:
        names = ("period", "most", "task_after_hours")
        super().__init__(data, initial={name: getattr(of, name) for name in names})


def _named(of: Broadcast | None, people: Iterable[int]) -> dict[str, Any]:
    """The audience, where it is not chosen in the form: those ticked, or another message's."""
    if ticked := list(people):
        return {"people": ticked}
    told = of.audience if of else {}
    return {name: told[name] for name in ("people", "missed") if told.get(name)}


def _initial(of: Broadcast) -> dict[str, Any]:
    asked = of.audience
    links = {f"link_{name}": getattr(each, name) for each in _parts(of, Link) for name in LINK}
    cards = {f"card_{name}": getattr(each, name) for each in _parts(of, Card) for name in CARD}
    return {
        "title": of.title,
        "store": of.store_id,
        "segment": asked.get("segment"),
        "colleagues": asked.get("colleagues") or asked.get("owners"),
        "tags": asked.get("tags"),
        "text": of.content.text,
        "kept": [each.digest for each in _parts(of, Picture)],
        **links,
        **cards,
    }


def _parts(of: Broadcast | None, kind: type[P]) -> list[P]:
    return [each for each in of.content.parts if isinstance(each, kind)] if of else []
