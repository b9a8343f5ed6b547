"""Custom fields in forms, in lists, on the page of a thing, and in what programs say."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session

from assets.errors import Refused
from assets.exchange.cells import Cell
from assets.exchange.custom_fields import meant, read, written
from assets.exchange.mappings import EXTRA
from assets.inventory import catalogue, custom_fields
from assets.inventory.custom_fields import CustomField, Kept, Kind, Value
from assets.inventory.register import Asset
from assets.words import N_
from web.filters import ASSETS, Asked, Listed
from web.forms import Form
from web.page import PageFor

MOST_SUGGESTED = 20
_WITH_POINT = re.compile(r"-?\d{1,20}(\.\d{1,20})?", re.ASCII)


def in_form(
    db: Session, page: PageFor, form: Form[Any], asset: Asset | None = None
) -> dict[str, Any]:
    """What `inventory/register/custom.html` shows: the fields of the kind that the form names.

    What the form does not say yet is filled in as the thing has it.
    """
    own = custom_fields.fitting(db, _kind(db, form))
    extra = asset.extra if asset else {}
    form.values = said_of(own, extra) | form.values
    return _asked(page, own, extra)


def in_bulk(db: Session, page: PageFor, type_id: UUID | None) -> dict[str, Any]:
    """The fields that many things share: those of their one kind, and those of everything."""
    return _asked(page, custom_fields.fitting(db, type_id), {})


def wished(
    db: Session, said: Mapping[str, Any], understand: Callable[[CustomField, Any], Value]
) -> list[tuple[CustomField, Value]]:
    """The fields with these keys, and what is said in each as it is understood."""
    known = custom_fields.keyed(db, said)
    for key in said.keys() - known.keys():
        name = f"{EXTRA}{key[:60]}"
        raise Refused("There is no field {name}.", name=key[:60], field=name)
    return [(field, understand(field, said[key])) for key, field in known.items()]


def _asked(page: PageFor, own: Sequence[CustomField], extra: Mapping[str, Kept]) -> dict[str, Any]:
    return {
        "own": own,
        "offered": {field.key: _choices(page, field, extra) for field in own},
        "bounds": {each.key: bounds(page, each) for each in own},
    }


def fill_in(db: Session, asset: Asset, form: Form[Any]) -> None:
    """Write down what the form says in the fields of its kind.

    Raises Refused when something is wrong, after each mistake stands beside its field.
    """
    fields, after, wrong = custom_fields.fitting(db, asset.type_id), asset.extra, None
    if any(field.name not in form.values for field in fields):
        raise Refused("There is more to say of this kind. Fill in what you know, and save again.")
    for field in fields:
        try:
            said = {field.key: read(field, form.values[field.name])}
            after = custom_fields.validated([field], said, after)
        except Refused as no:
            form.refuse(no)
            wrong = no
    if wrong:
        raise wrong
    asset.extra = after


def tell(db: Session, asset: Asset, said: Mapping[str, Any], *, new: bool = False) -> None:
    """Write down what a program says, by the keys of the fields; null takes a value away.

    Of a new thing, all must be said that is required of its kind.
    """
    asked = {field.key: field for field in custom_fields.fitting(db, asset.type_id)}
    for key in said:
        if key not in asked:
            raise Refused(
                "There is no field {name} for this kind of thing.",
                name=key[:60],
                field=f"{EXTRA}{key[:60]}",
            )
    values = {key: told(asked[key], value) for key, value in said.items()}
    if new:
        values = {key: None for key, field in asked.items() if field.required} | values
    fields = [asked[key] for key in values]
    asset.extra = custom_fields.validated(fields, values, asset.extra)


def written_meanwhile(
    db: Session, page: PageFor, asset: Asset, form: Form[Any]
) -> list[tuple[str, str]]:
    """What is written now, where it differs from a form that was shown before."""
    if not form.stale(asset.version):
        return []
    fields = custom_fields.fitting(db, asset.type_id)
    now = said_of(fields, asset.extra)
    return [
        (page.said(field.names), field.said(asset.extra.get(field.key), page.language))
        for field in fields
        if now[field.name] != form.values.get(field.name, now[field.name])
    ]


def said_of(fields: Iterable[CustomField], extra: Mapping[str, Kept]) -> dict[str, str]:
    """What a thing says in these fields, as its form shows it."""
    return {field.name: _text(written(field, extra.get(field.key))) for field in fields}


def of_asset(page: PageFor, db: Session, asset: Asset) -> dict[str, Any]:
    """What `inventory/register/custom_facts.html` shows of a thing."""
    fields = custom_fields.fitting(db, asset.type_id)
    asked = {field.key for field in fields}
    left = custom_fields.keyed(db, asset.extra.keys() - asked)
    said = {key: field.said(asset.extra[key], page.language) for key, field in left.items()}
    return {
        "own": [(field, asset.extra.get(field.key)) for field in fields],
        "own_blank": len(asked - asset.extra.keys()),
        "own_left": [(left[key].names, words) for key, words in said.items()],
    }


def in_list(db: Session, page: PageFor, asked: Asked, form: Form[Any]) -> dict[str, Any]:
    """The columns of custom fields on a list, and the form that asks for one of them."""
    fields = _named(db, asked.columns)
    return {
        "own": {name: fields[name] for name in asked.columns if name in fields},
        "own_form": form,
        "own_names": suggested(db, page, ""),
    }


def chips(db: Session, page: PageFor, path: str, asked: Listed) -> list[tuple[str, str]]:
    """What is asked of custom fields, with the address of the list at `path` without it."""
    fields, filters = _named(db, asked.own_filters), asked.own_filters
    return [
        (
            _chip(page, fields[name], words) if name in fields else f"{name}: {words}",
            asked.address(path, **{name: ""}),
        )
        for name, words in filters.items()
    ]


def _named(db: Session, names: Iterable[str]) -> dict[str, CustomField]:
    """The custom fields among these names of columns and filters."""
    keys = [name.removeprefix(EXTRA) for name in names if name.startswith(EXTRA)]
    return {field.name: field for field in custom_fields.keyed(db, keys).values()}


def settled(db: Session, asked: Asked, usual: Sequence[str]) -> tuple[str, Form[Any]]:
    """The address of the list with the field that was typed as its column or as its filter.

    It is empty where none was typed, or where the form says what is wrong.
    """
    form: Form[Any] = Form({"column": asked.column, "own": asked.own, "says": asked.says})
    changes: dict[str, Any] = {}
    if asked.column and (field := _called(db, asked.column, form, "column")):
        changes["columns"] = [*(asked.columns or usual), field.name]
    if asked.own and (field := _called(db, asked.own, form, "own")):
        changes[field.name] = _text(_said(field, asked.says, form))
    if form.errors or not changes:
        return "", form
    return asked.address(ASSETS, column="", own="", says="", **changes), form


def suggested(db: Session, page: PageFor, begun: str) -> list[str]:
    """What fields are called that hold these words; those that share a name, by their keys."""
    asked = custom_fields.living()
    asked = asked if begun else asked.limit(MOST_SUGGESTED)
    found = custom_fields.matching(db.exec(asked), begun)
    names = Counter(page.said(field.names) for field in found)
    return [
        name if names[name := page.said(field.names)] == 1 else field.key
        for field in found[:MOST_SUGGESTED]
    ]


def _called(db: Session, words: str, form: Form[Any], name: str) -> CustomField | None:
    try:
        return custom_fields.called(db, words)
    except Refused as no:
        no.field = name
        form.refuse(no)
        return None


def _said(field: CustomField, words: str, form: Form[Any]) -> Kept | None:
    try:
        kept = field.plain(read(field, words))
    except Refused as no:
        no.field = "says"
        form.refuse(no)
        return None
    if kept is None:
        form.refuse(Refused("Fill this in.", field="says"))
    return kept


def _chip(page: PageFor, field: CustomField, words: str) -> str:
    kept = meant(field, words)
    said = words if kept is None else field.said(kept, page.language)
    return f"{page.said(field.names)}: {said}"


def _kind(db: Session, form: Form[Any]) -> UUID | None:
    words = form.values.get("type") or ""
    try:
        return catalogue.type_called(db, words).id if words else None
    except Refused:
        return None


def bounds(page: PageFor, field: CustomField) -> str:
    least, most = (
        None if each is None else custom_fields.canonical(each)
        for each in (field.least, field.most)
    )
    if least is not None and most is not None:
        return page.say(N_("From {least} to {most}."), least=least, most=most)
    if least is not None:
        return page.say(N_("At least {least}."), least=least)
    return "" if most is None else page.say(N_("At most {most}."), most=most)


def _choices(page: PageFor, field: CustomField, extra: Mapping[str, Kept]) -> list[tuple[str, str]]:
    """What the form offers: an ended choice only to a thing that has taken it."""
    return [
        (each.key, page.said(each.names))
        for each in field.offered
        if not each.ended or extra.get(field.key) == each.key
    ]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def told(field: CustomField, value: Any) -> Value:
    """What a program means: a number in text has a decimal point and nothing else."""
    if not isinstance(value, str | int | float | bool | None):
        raise Refused("This was not understood.", field=field.name)
    if field.kind is Kind.NUMBER and isinstance(value, str) and _WITH_POINT.fullmatch(value):
        return Decimal(value)
    cell: Cell = value
    return read(field, cell)
