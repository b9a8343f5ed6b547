"""How a house makes its custom fields: added, changed, put in order and ended."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, col, func, select

from assets.errors import Refused
from assets.inventory import custom_fields, finding
from assets.inventory.custom_fields import MOST, Choice, CustomField, Kind, mark
from assets.inventory.finding import SearchWord
from assets.words import Words, fold

MOST_CHOICES = 200
_KEY = 40  # letters


@dataclass(frozen=True)
class Wanted:
    """What is said of a field. A choice without a key is new."""

    names: Words
    kind: Kind
    type_id: UUID | None = None
    unit: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    required: bool = False
    choices: Sequence[Choice] = ()


def wanted(field: CustomField) -> Wanted:
    """What is said of a field now."""
    return Wanted(
        names=field.names,
        kind=field.kind,
        type_id=field.type_id,
        unit=field.unit,
        least=field.least,
        most=field.most,
        required=field.required,
        choices=field.offered,
    )


def add(session: Session, wanted: Wanted) -> CustomField:
    """One more field, asked after those that are asked of the same kind of thing."""
    if _living(session) >= MOST:
        raise Refused("There are {most} fields. End one that nobody needs.", most=MOST)
    key = _free(wanted.names.en, set(session.exec(select(CustomField.key))), "field")
    field = CustomField(key=key, name_en="", name_ro="", name_hu="", kind=wanted.kind)
    _describe(session, field, wanted)
    field.position = len(fellows(session, field)) + 1
    session.add(field)
    session.flush()
    return field


def change(session: Session, field: CustomField, wanted: Wanted) -> None:
    """Say anew what a field is. What things say in it stays."""
    if wanted.kind is not field.kind and used(session, field):
        raise Refused(
            "Things say something in this field already: its kind cannot change.", field="kind"
        )
    before = {each.key: each.names for each in field.offered}
    _describe(session, field, wanted)
    session.flush()
    renamed = [each for each in field.offered if before.get(each.key, each.names) != each.names]
    for choice in renamed:
        found = select(SearchWord.asset_id).where(SearchWord.word == mark(field.key, choice.key))
        finding.rewrite_words(session, session.exec(found).all())


def end(field: CustomField) -> None:
    """Ask it no more. What things say in it is kept."""
    field.ended = True


def resume(session: Session, field: CustomField) -> None:
    """Ask it again."""
    if field.ended and _living(session) >= MOST:
        raise Refused("There are {most} fields. End one that nobody needs.", most=MOST)
    _must_be_alone(session, field, field.names, field.type_id)
    field.ended = False


def order(session: Session, field: CustomField, after: CustomField | None) -> None:
    """Ask it right after another field of the same kind of thing, or before all of them."""
    others = [each for each in fellows(session, field) if each.id != field.id]
    if after is not None and after not in others:
        raise Refused("{name} is asked of other things.", name=after.names, field="after")
    others.insert(others.index(after) + 1 if after else 0, field)
    for position, each in enumerate(others, start=1):
        each.position = position


def fellows(session: Session, field: CustomField) -> Sequence[CustomField]:
    """The fields that are asked of the same kind of thing, in their order."""
    same = custom_fields.living().where(
        col(CustomField.type_id).is_not_distinct_from(field.type_id)
    )
    return session.exec(same).all()


def used(session: Session, field: CustomField, choice: str = "") -> bool:
    """Whether any thing says something in this field, or has taken this choice of it."""
    begun = mark(field.key, choice) if choice else f"={field.key}="
    word = col(SearchWord.word)
    found = select(SearchWord.word).where(word >= begun, word < f"{begun}\U0010ffff")
    return session.exec(found.limit(1)).first() is not None


def _living(session: Session) -> int:
    living = custom_fields.living().order_by(None).subquery()
    return session.exec(select(func.count()).select_from(living)).one()


def _describe(session: Session, field: CustomField, wanted: Wanted) -> None:
    names = Words(*(" ".join(name.split()) for name in wanted.names))
    if not all(names):
        raise Refused("Give it a name in all three languages.", field="name_en")
    _must_be_alone(session, field, names, wanted.type_id)
    numeric = wanted.kind is Kind.NUMBER
    least, most = (_bound(each) if numeric else None for each in (wanted.least, wanted.most))
    if least is not None and most is not None and least > most:
        raise Refused("The least is more than the most.", field="least")
    choices = _choices(session, field, wanted) if wanted.kind is Kind.CHOICE else []
    field.name_en, field.name_ro, field.name_hu = names
    field.kind, field.type_id, field.required = wanted.kind, wanted.type_id, wanted.required
    field.unit = wanted.unit.strip() if numeric else ""
    field.least, field.most = least, most
    field.offer(choices)


def _bound(number: Decimal | None) -> Decimal | None:
    if number is not None and not custom_fields.is_plain(number):
        raise Refused(
            "Write at most {digits} digits, and {decimals} of them as decimals.",
            digits=custom_fields.DIGITS,
            decimals=custom_fields.DECIMALS,
            field="least",
        )
    return number


def _must_be_alone(
    session: Session, field: CustomField, names: Words, type_id: UUID | None
) -> None:
    """Raise Refused for a name of another field that stands in the same form."""
    beside = custom_fields.living().where(CustomField.id != field.id)
    if type_id:
        beside = beside.where(custom_fields.asked_of(type_id))
    for other in session.exec(beside).all():
        if {*map(fold, names)} & {*map(fold, other.names)}:
            raise Refused("There is a field {name} already.", name=other.names, field="name_en")


def _choices(session: Session, field: CustomField, wanted: Wanted) -> list[Choice]:
    """The choices as they are kept. One that some thing has taken can end, but not go."""
    kept = {each.key for each in wanted.choices if each.key}
    if unknown := kept - {each.key for each in field.offered}:
        raise Refused("There is no choice {name}.", name=min(unknown), field="choices")
    for gone in (each for each in field.offered if each.key not in kept):
        if used(session, field, gone.key):
            raise Refused(
                "{name} is what some things say. It can end, but not go.",
                name=gone.names,
                field="choices",
            )
    found: list[Choice] = []
    taken = {*kept, *(each.key for each in field.offered)}
    for choice in wanted.choices:
        found.append(_choice(choice, taken))
        taken.add(found[-1].key)
    _must_differ(found)
    return found


def _choice(wanted: Choice, taken: set[str]) -> Choice:
    en, ro, hu = (" ".join(name.split()) for name in wanted.names)
    if not (en and ro and hu):
        raise Refused("Give each choice a name in all three languages.", field="choices")
    key = wanted.key or _free(en, taken, "choice")
    return replace(wanted, key=key, en=en[:200], ro=ro[:200], hu=hu[:200])


def _must_differ(choices: list[Choice]) -> None:
    seen: set[str] = set()
    if not any(not each.ended for each in choices):
        raise Refused("Name at least one choice.", field="choices")
    if len(choices) > MOST_CHOICES:
        raise Refused("A list has at most {most} choices.", most=MOST_CHOICES, field="choices")
    for choice in choices:
        meant = {fold(name) for name in choice.names}
        if meant & seen:
            raise Refused("Two choices are called {name}.", name=choice.names, field="choices")
        seen |= meant


def _free(name: str, taken: Iterable[str], usual: str) -> str:
    """A key made from an English name, such as supply_voltage; a number follows if it is taken."""
    begun = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:_KEY].strip("_") or usual
    key, number = begun, 2
    while key in taken:
        key = f"{begun[: _KEY - 4]}_{number}"
        number += 1
    return key
