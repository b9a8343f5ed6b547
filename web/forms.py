"""What a browser posted: a valid model, or the words to show beside each field."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, BeforeValidator, ValidationError

from assets import words
from assets.errors import No, Refused
from assets.exchange import cells
from assets.money import Written
from assets.words import N_, Language

Model = TypeVar("Model", bound=BaseModel)

# What is said for each kind of mistake that Pydantic finds; anything else is "not understood".
MISTAKES = {
    "missing": N_("Fill this in."),
    "string_too_short": N_("Fill this in."),
    "string_too_long": N_("This is too long: {max_length} characters at most."),
    "uuid_parsing": N_("Choose one of the list."),
    "enum": N_("Choose one of the list."),
    "int_parsing": N_("Write a whole number."),
    "greater_than": N_("Write a number above {gt}."),
    "greater_than_equal": N_("Write a number of at least {ge}."),
    "less_than_equal": N_("Write a number of at most {le}."),
    "decimal_max_places": N_("Write at most {decimal_places} decimals."),
}
NOT_UNDERSTOOD = N_("This was not understood.")
# A path of this site. Browsers read \\ as /, drop tabs and line ends, and // begins another site.
OURS = re.compile(r"/(?!/)[^\\\x00-\x20\x7f]*")


class Form(Generic[Model]):
    """The values as they were typed, and either the model they make or what is wrong with them."""

    def __init__(
        self, values: dict[str, Any], data: Model | None = None, language: Language = Language.EN
    ) -> None:
        self.values = values
        self.errors: dict[str, str] = {}
        self.language = language
        self._data = data

    @property
    def valid(self) -> bool:
        return self._data is not None and not self.errors

    @property
    def data(self) -> Model:
        """What was posted. Raises Refused where a form has no field to show a mistake beside."""
        if self._data is None:
            raise Refused(NOT_UNDERSTOOD)
        return self._data

    def refuse(self, no: No) -> None:
        """Show this no beside its field, or above the form when it has none."""
        field = no.field if no.field in self.values else ""
        self.errors[field] = words.say(self.language, no.words, **no.values)

    def stale(self, version: int) -> bool:
        """Whether somebody else has written what this form is about since it was shown."""
        return bool(self.errors) and str(self.values.get("version") or version) != str(version)

    def written_meanwhile(
        self, version: int, now: dict[str, Any], labels: dict[str, str]
    ) -> list[tuple[str, str]]:
        """What is written now, where it differs from a form that was shown before."""
        if not self.stale(version):
            return []
        return [
            (words.say(self.language, labels[name]), _said(value, self.language))
            for name, value in now.items()
            if _as_posted(value) != _as_posted(self.values.get(name))
        ]


def _said(value: Any, language: Language) -> str:
    several = value if isinstance(value, list) else [value]
    return ", ".join(words.spoken(each, language) for each in several)


def _as_posted(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(sorted(map(str, value)))
    return "true" if value is True else str(value)


def posted(model: type[Model]) -> Any:
    """A dependency that reads the posted form as `model`."""

    async def read(request: Request) -> Form[Model]:
        sent = await request.form()
        values: dict[str, Any] = {
            name: sent.getlist(name) if _many(model, name) else sent[name] for name in sent
        }
        return understood(model, values, request.state.language)

    return Depends(read)


def understood(model: type[Model], values: dict[str, Any], language: Language) -> Form[Model]:
    """The form that these values make. What is left empty is taken as not said."""
    said = {name: value for name, value in values.items() if value != ""}
    blank = dict.fromkeys(model.model_fields, "")
    form: Form[Model] = Form(blank | values, language=language)
    try:
        form = Form(blank | values, model.model_validate(said), language)
    except ValidationError as invalid:
        for error in invalid.errors():
            form.errors[str(error["loc"][0])] = _mistake(error, language)
    return form


def inside(back: str, otherwise: str = "/") -> str:
    """Only ever back to a page of ours, whatever the address bar was made to say."""
    return back if OURS.fullmatch(back) else otherwise


def _many(model: type[BaseModel], name: str) -> bool:
    field = model.model_fields.get(name)
    return field is not None and getattr(field.annotation, "__origin__", None) is list


def _mistake(error: Any, language: Language) -> str:
    context = error.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, Sentence):
        return words.say(language, cause.no.words, **cause.no.values)
    return words.say(language, MISTAKES.get(error["type"], NOT_UNDERSTOOD), **context)


class Sentence(ValueError):  # noqa: N818
    """A no of the register inside Pydantic, which lets only value errors pass."""

    def __init__(self, no: No) -> None:
        super().__init__(str(no))
        self.no = no


def _read_day(value: Any) -> Any:
    try:
        return cells.day(value) if isinstance(value, str) else value
    except Refused as no:
        raise Sentence(no) from None


def _read_sum(value: Any) -> Any:
    try:
        return Written.read(value) if isinstance(value, str) else value
    except Refused as no:
        raise Sentence(no) from None


def _read_number(value: Any) -> Any:
    try:
        return cells.decimal(value) if isinstance(value, str) else value
    except Refused as no:
        raise Sentence(no) from None


async def _typed(request: Request) -> str:
    return next(filter(None, request.query_params.values()), "")


# What somebody has begun to type, whatever the field is called that she types into.
Typed = Annotated[str, Depends(_typed)]
# A day and an amount as people write them.
Day = Annotated[date, BeforeValidator(_read_day)]
Amount = Annotated[Decimal, BeforeValidator(_read_number)]
# The same with the currency, if it is named beside it.
Sum = Annotated[Written, BeforeValidator(_read_sum)]
