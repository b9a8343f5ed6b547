"""What somebody wants to be so on many things, as it was typed: read, and put into our terms."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request
from pydantic import BaseModel, Field
from sqlmodel import Session

from assets import colleagues
from assets.bulk import Wish
from assets.errors import No, Refused
from assets.exchange.custom_fields import read as read_own
from assets.exchange.mappings import EXTRA
from assets.inventory import catalogue, partners, places, suppliers
from assets.inventory.custom_fields import CustomField, Value
from assets.inventory.register import Condition, State
from assets.rights import Permission, Rights
from assets.words import N_
from web import custom_fields, forms
from web.forms import Day, Form

P = Permission

# What can be the same on many things, how it is called, and the right to change it.
LABELS = {
    "place": (N_("Move to"), P.ASSETS_MOVE),
    "state": (N_("State"), P.ASSETS_MOVE),
    "condition": (N_("Condition"), P.ASSETS_CONDITION),
    "on": (N_("Day of the step"), P.ASSETS_MOVE),
    "owner": (N_("Owner"), P.ASSETS_EDIT),
    "department": (N_("Department"), P.ASSETS_EDIT),
    "custodian": (N_("Custodian"), P.ASSETS_EDIT),
    "type": (N_("Kind"), P.ASSETS_EDIT),
    "maker": (N_("Maker"), P.ASSETS_EDIT),
    "model": (N_("Model"), P.ASSETS_EDIT),
    "supplier": (N_("Supplier"), P.ASSETS_EDIT),
    "acquired_on": (N_("Acquired on"), P.ASSETS_EDIT),
    "warranty_from": (N_("Warranty from"), P.ASSETS_EDIT),
    "warranty_until": (N_("Warranty until"), P.ASSETS_EDIT),
    "service_provider": (N_("Service firm"), P.ASSETS_EDIT),
    "service_contract": (N_("Service contract"), P.ASSETS_EDIT),
    "service_until": (N_("Serviced until"), P.ASSETS_EDIT),
    "funding_source": (N_("Paid from"), P.ASSETS_EDIT),
    "account": (N_("Account"), P.ASSETS_EDIT),
    "class_code": (N_("Classification code"), P.ASSETS_EDIT),
    "depreciation_months": (N_("Months of depreciation"), P.ASSETS_EDIT),
    "note": (N_("Add to the note"), P.ASSETS_EDIT),
}
# What can also be emptied, and the column that it fills.
COLUMNS = {
    "department": "department",
    "custodian": "custodian_id",
    "type": "type_id",
    "model": "model_id",
    "supplier": "supplier_id",
    "acquired_on": "acquired_on",
    "warranty_from": "warranty_from",
    "warranty_until": "warranty_until",
    "service_provider": "service_provider_id",
    "service_contract": "service_contract",
    "service_until": "service_until",
    "funding_source": "funding_source",
    "account": "account",
    "class_code": "class_code",
    "depreciation_months": "depreciation_months",
}
# What always has one.
KEPT = {"owner": "partner_id"}
_TEXTS = {"department", "service_contract", "funding_source", "account", "class_code"}
_OWN = f"to_{EXTRA}"  # how the custom fields of this form begin


class Said(BaseModel):
    """What shall be so. What is left out stays as it is."""

    to_place: str = ""
    to_state: State | None = None
    to_on: Day | None = None
    to_condition: Condition | None = None
    to_owner: str = ""
    to_department: str = Field(default="", max_length=120)
    to_custodian: str = ""
    to_type: str = ""
    to_maker: str = ""
    to_model: str = ""
    to_supplier: str = ""
    to_acquired_on: Day | None = None
    to_warranty_from: Day | None = None
    to_warranty_until: Day | None = None
    to_service_provider: str = ""
    to_service_contract: str = Field(default="", max_length=120)
    to_service_until: Day | None = None
    to_funding_source: str = Field(default="", max_length=200)
    to_account: str = Field(default="", max_length=40)
    to_class_code: str = Field(default="", max_length=20)
    to_depreciation_months: int | None = Field(default=None, ge=1, le=1200)
    to_note: str = Field(default="", max_length=4000)
    reason: str = Field(default="", max_length=400)
    empty: list[str] = Field(default_factory=list)  # what is emptied
    all: bool = False  # that the filter finds, and not only what is ticked


def _asked(request: Request) -> Form[Said]:
    asked = request.query_params
    many = {"empty": asked.getlist("empty")}
    own = {name: said for name, said in asked.items() if name.startswith(_OWN)}
    values = {name: asked.get(name, "") for name in Said.model_fields} | own | many
    return forms.understood(Said, values, request.state.language)


# What the address wishes.
Wished = Annotated[Form[Said], Depends(_asked)]


def address(form: Form[Said], asked: BaseModel, path: str = "/assets/bulk") -> str:
    """The address of the page that shows what this wish would do to these things."""
    without = {"sort", "columns", "limit", "after", "before"}
    said = asked.model_dump(exclude=without) | form.values
    return f"{path}?{urlencode({name: each for name, each in said.items() if each}, doseq=True)}"


def read(session: Session, form: Form[Said], rights: Rights) -> Wish | None:
    """What the form wishes, or None if something in it is refused or nothing is wished."""
    if not form.valid:
        return None
    said = form.data.model_dump(exclude_defaults=True, exclude={"reason", "empty", "all"})
    wanted = {name.removeprefix("to_"): value for name, value in said.items()}
    emptied = dict.fromkeys(set(form.data.empty) & COLUMNS.keys())
    try:
        own = custom_fields.wished(session, _own(form), read_own)
        wish = of(session, emptied | wanted, rights, form.data.reason, own)
    except No as no:
        no.field = f"to_{no.field}"
        form.refuse(no)
        return None
    return wish or None


def _own(form: Form[Said]) -> dict[str, str]:
    """What the form says of custom fields, by their keys; nothing where one is emptied."""
    emptied = (name for name in form.data.empty if name.startswith(EXTRA))
    said = {
        name.removeprefix(_OWN): str(each)
        for name, each in form.values.items()
        if name.startswith(_OWN)
    }
    return {key: text for key, text in said.items() if text} | {
        name.removeprefix(EXTRA): "" for name in emptied
    }


def of(
    session: Session,
    wanted: Mapping[str, Any],
    rights: Rights,
    reason: str = "",
    own: Sequence[tuple[CustomField, Value]] = (),
) -> Wish:
    """The wish that these words make, by the names of LABELS; None empties a field.

    Raises a no, with the field it is about, for what does not exist.
    """
    values: dict[str, Any] = {}
    place = _named(wanted, "place", lambda words: places.called(session, words, rights))
    for name, column in (COLUMNS | KEPT).items():
        if name in wanted:
            values[column] = _value(session, name, wanted, rights)
    if "maker" in wanted and not wanted.get("model"):
        raise Refused("Name the model too.", field="model")
    return Wish(
        values,
        added=(wanted.get("note") or "").strip(),
        place=place,
        state=wanted.get("state"),
        on=wanted.get("on"),
        condition=wanted.get("condition"),
        reason=reason,
        own=own,
    )


def _value(session: Session, name: str, wanted: Mapping[str, Any], rights: Rights) -> Any:
    """What a column shall hold: the key of what is named, or what was written."""
    written = wanted[name]
    if written is None or isinstance(written, date | int):
        return "" if name in _TEXTS and written is None else written
    find: dict[str, Callable[[str], Any]] = {
        "owner": lambda words: partners.coded(session, words),
        "custodian": lambda words: colleagues.called(session, words, colleagues.beside(rights)),
        "type": lambda words: catalogue.type_called(session, words),
        "model": lambda words: catalogue.model_called(session, f"{wanted.get('maker')} {words}"),
        "supplier": lambda words: suppliers.known(session, words),
        "service_provider": lambda words: suppliers.known(session, words),
    }
    return _named(wanted, name, find[name]).id if name in find else written.strip()


def _named(wanted: Mapping[str, Any], name: str, find: Callable[[str], Any]) -> Any:
    """What a word names. The no of one that names nothing is shown beside its field."""
    if not wanted.get(name):
        return None
    try:
        return find(wanted[name])
    except No as no:
        no.field = name
        raise
