"""What the import wizard asks: the file, how it is read, what its columns mean."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guisu.doors.console.forms import ConsoleForm, WholeNumber
from guisu.ground.kernel.numbers import whole
from guisu.ground.staff.selectors import stores_with_staff
from guisu.know.commerce.models import Order
from guisu.take_in.imports import selectors
from guisu.take_in.imports.domain.plan import (
    CONSTANTS,
    FREE,
    NUMBER,
    DateOrder,
    Duplicates,
    Format,
    Kind,
    Layout,
    Plan,
)
from guisu.take_in.imports.models import Import, KindChoice
from guisu.take_in.imports.services.uploads import LARGEST_MB
from guisu.take_in.imports.wording import FIELD_LABELS

KEEP, KEEP_NUMBER = "keep", "keep_number"
FORMATS = (
    (Format.DELIMITED, _("text with a sign between columns (CSV, TSV)")),
    (Format.ALIGNED, _("text in fixed positions")),
)
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("gb18030", _("GB18030 (Chinese Windows, also GBK and GB2312)")),
    ("big5", _("Big5 (traditional Chinese)")),
    ("utf-16", "UTF-16"),
    ("cp1252", _("Windows-1252 (western)")),
    ("shift_jis", _("Shift JIS (Japanese)")),
)
DELIMITERS = ((",", _("comma")), ("\t", _("tab")), (";", _("semicolon")), ("|", _("bar")))
DELIMITER_NAMES = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}


class UploadForm(ConsoleForm):
    """The file, and what it tells of."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=False,
        widget=forms.ClearableFileInput(
            attrs={
                "class": "form-control",
                "accept": ".csv,.tsv,.txt,.xlsx,.parquet,text/csv,text/plain",
            }
        ),
    )
    kind = forms.ChoiceField(
        label=_("What one row tells of"),
        choices=[("", _("find out from the columns")), *KindChoice.choices],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "CSV, TSV, fixed-width text, XLSX or Parquet, at most %(limit)s MB. Chinese encodings "
            "are recognised. Nothing goes in before you have seen what it would do."
        ) % {"limit": LARGEST_MB}


class LayoutForm(ConsoleForm):
    """How the bytes become rows; the guess is filled in."""

    kind = forms.ChoiceField(label=_("What one row tells of"), choices=KindChoice.choices)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    format = forms.ChoiceField(label=_("Form of the text"), choices=FORMATS)
    encoding = forms.ChoiceField(label=_("Encoding"))
    delimiter = forms.ChoiceField(
        label=_("Sign between columns"),
        choices=[(DELIMITER_NAMES[sign], word) for sign, word in DELIMITERS],
    )
    has_header = forms.BooleanField(label=_("The first row names the columns"), required=False)
    skip = WholeNumber(
        label=_("Lines before the table"), min_value=0, max_value=100, required=False
    )

    def __init__(self, *args: Any, imported: Import, **kwargs: Any) -> None:
        layout = imported.read_layout()
        self.layout = layout
        self.imported = imported
        kwargs["initial"] = {
            "kind": imported.kind,
            "sheet": layout.sheet,
            "format": layout.format.value,
            "encoding": layout.encoding,
            "delimiter": DELIMITER_NAMES.get(layout.delimiter, "comma"),
            "has_header": layout.has_header,
            "skip": layout.skip,
        }
        super().__init__(*args, **kwargs)
        for name in self._meaningless():
            del self.fields[name]
        if "sheet" in self.fields:
            names = [(name, name) for name in selectors.sheet_names(imported)]
            self.fields["sheet"].choices = names  # type: ignore[attr-defined]
        if "encoding" in self.fields:
            known = dict(ENCODINGS) | {
                layout.encoding: dict(ENCODINGS).get(layout.encoding, layout.encoding)
            }
            self.fields["encoding"].choices = list(known.items())  # type: ignore[attr-defined]

    def _meaningless(self) -> set[str]:
        """Fields that say nothing about a file of this format."""
        match self.layout.format:
            case Format.PARQUET:
                return {"sheet", "format", "encoding", "delimiter", "has_header", "skip"}
            case Format.XLSX:
                return {"format", "encoding", "delimiter"}
            case Format.DELIMITED | Format.ALIGNED:
                return {"sheet"}

    def told(self) -> Layout:
        """The layout with what was changed."""
        signs = {name: sign for sign, name in DELIMITER_NAMES.items()}
        data = dict(self.cleaned_data)
        data.pop("kind")
        if "format" in data:
            data["format"] = Format(data["format"])
        if "delimiter" in data:
            data["delimiter"] = signs[data["delimiter"]]
        if "skip" in data:
            data["skip"] = data["skip"] or 0
        if data.get("format", self.layout.format) is not self.layout.format:
            data["spans"] = ()
        return replace(self.layout, **data)

    @property
    def is_another_table(self) -> bool:
        """Whether header and title lines must be looked for anew."""
        return bool({"sheet", "delimiter", "encoding", "format"} & set(self.changed_data))


class ConstantsForm(ConsoleForm):
    """What holds for all rows of the file, and how doubtful cells are meant."""

    channel = forms.CharField(
        label=_("Channel"),
        max_length=40,
        required=False,
        help_text=_("Where the orders were made: shop, tmall, youzan. Numbers are unique in it."),
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)
    store = forms.ChoiceField(label=_("Store of all rows"), required=False)
    status = forms.ChoiceField(
        label=_("Status of all orders"),
        required=False,
        choices=[("", _("as the file says, else completed")), *Order.Status.choices],
    )
    event = forms.CharField(label=_("Name of all events"), max_length=120, required=False)
    date_order = forms.ChoiceField(
        label=_("3/4/2024 means"),
        choices=[
            (DateOrder.MONTH_FIRST, _("4 March")),
            (DateOrder.DAY_FIRST, _("3 April")),
            (DateOrder.OPEN, _("the file does not say: refuse such rows")),
        ],
    )
    duplicates = forms.ChoiceField(
        label=_("Identical rows in one order"),
        choices=[
            (Duplicates.ONCE, _("count once: the file repeats itself")),
            (Duplicates.ALL, _("count each: bought twice")),
        ],
    )
    cancelled_prefix = forms.CharField(
        label=_("Order numbers of cancellations begin with"), max_length=8, required=False
    )

    ORDERS_ONLY = ("duplicates", "cancelled_prefix")

    def __init__(self, *args: Any, kind: Kind, plan: Plan, **kwargs: Any) -> None:
        kwargs["initial"] = {
            **plan.constants,
            "date_order": plan.date_order.value,
            "duplicates": plan.duplicates.value,
            "cancelled_prefix": plan.cancelled_prefix,
        }
        super().__init__(*args, **kwargs)
        shown = {*CONSTANTS[kind], "date_order"}
        shown |= set(self.ORDERS_ONLY) if kind is Kind.ORDERS else set()
        self.kind = kind
        for name in set(self.fields) - shown:
            del self.fields[name]
        if "store" in self.fields:
            stores = [(store.code, store.name) for store in stores_with_staff().order_by("name")]
            none = ("", _("as the file says"))
            self.fields["store"].choices = [none, *stores]  # type: ignore[attr-defined]

    def plan(self, columns: Mapping[str, str]) -> Plan:
        """The whole plan with these columns."""
        told = self.cleaned_data
        constants = {name: told.get(name, "") for name in CONSTANTS[self.kind] if told.get(name)}
        return Plan(
            columns=dict(columns),
            constants=constants,
            duplicates=Duplicates(told.get("duplicates") or Duplicates.ONCE),
            date_order=DateOrder(told["date_order"]),
            cancelled_prefix=told.get("cancelled_prefix") or "",
        )


class Twice(forms.ValidationError):
    """Two columns were given the same meaning."""


def _unseen(imported: Import, shown: str) -> dict[str, str]:
    """What the plan says of the columns that the page did not show."""
    if not shown:
        return {}
    seen = {at for at in map(whole, shown.split()) if at is not None}
    unseen = {title for at, title in enumerate(imported.titles) if at not in seen}
    plan = imported.read_plan()
    return {field: title for field, title in plan.columns.items() if title in unseen}


def columns_told(imported: Import, posted: Mapping[str, str]) -> dict[str, str]:
    """Titles by field, of the selects `column-0`, `column-1`, ... Raises `Twice`.

    Where not all columns were shown, `shown` names those that were; the others stay as they are.
    """
    kind = Kind(imported.kind)
    told = _unseen(imported, posted.get("shown", ""))
    for at, title in enumerate(imported.titles):
        name = posted.get(f"column-{at}", "")
        if not name:
            continue
        kept = {KEEP: f"{FREE[kind]}{title}", KEEP_NUMBER: f"{NUMBER}{title}"}
        field = kept.get(name, name)
        if field in told:
            raise Twice(
                _("“%(one)s” and “%(two)s” cannot both be: %(field)s."),
                params={
                    "one": told[field],
                    "two": title,
                    "field": FIELD_LABELS.get(field, field),
                },
            )
        told[field] = title
    return told
