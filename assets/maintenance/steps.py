"""Steps of a checklist: what is asked, how it is answered, and between which values it is well."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer, TypeAdapter
from pydantic import ValidationError as Invalid
from pydantic.dataclasses import dataclass

from assets.errors import Refused
from assets.words import N_, Language, Worded, Words, fold

MOST = 100  # of one list
KEY = r"^[a-z][a-z0-9_]{0,59}$"


class StepKind(Worded):
    """How a step is answered."""

    TICK = "tick", N_("Tick")
    VERDICT = "verdict", N_("Passed, failed or does not apply")
    NUMBER = "number", N_("Number")
    CHOICE = "choice", N_("Choice")
    TEXT = "text", N_("Text")
    PHOTO = "photo", N_("Photo")
    INSTRUMENT = "instrument", N_("Measuring instrument")


# What can be put right on the spot, and then looked at again.
ADJUSTED = frozenset({StepKind.VERDICT, StepKind.NUMBER, StepKind.CHOICE})
_NUMERIC = ("unit", "decimals", "nominal", "tolerance", "tolerance_percent")
_LIMITS = ("low", "warn_low", "nominal", "warn_high", "high")
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


def shown(words: Words) -> Words:
    """Words for every reader: in English, or as they were written, where hers are missing."""
    stand_in = next(filter(None, words), "")
    return Words(*(each or stand_in for each in words))


def _of_table(said: Any) -> Any:
    if isinstance(said, dict) and not set(said) - set(Language):
        return Words(*(said.get(language, "") for language in Language))
    return said


def _as_table(words: Words) -> dict[str, str]:
    return {language: said for language, said in words._asdict().items() if said}


_Text = Annotated[str, Field(max_length=1000)]
_Words = Annotated[
    Words, BeforeValidator(_of_table), PlainSerializer(_as_table, return_type=dict[str, str])
]
_Number = Annotated[Decimal, Field(max_digits=13, decimal_places=4)] | None
_Key = Annotated[str, Field(pattern=KEY)]


@dataclass(frozen=True, config=_STRICT)
class Choice:
    """One of the answers that a step offers; one that `fails` says that something is wrong."""

    key: _Key
    en: _Text = ""
    ro: _Text = ""
    hu: _Text = ""
    fails: bool = False

    @property
    def words(self) -> Words:
        return Words(self.en, self.ro, self.hu)

    @property
    def names(self) -> Words:
        return shown(self.words)


@dataclass(frozen=True, config=_STRICT)
class Step:
    """One thing to look at. A value that lies on a limit is within it."""

    key: _Key
    kind: StepKind
    words: _Words
    help: _Words = Words("", "", "")
    unit: Annotated[str, Field(max_length=20)] = ""
    decimals: Annotated[int, Field(ge=0, le=4)] | None = None
    nominal: _Number = None
    tolerance: _Number = None
    tolerance_percent: _Number = None
    low: _Number = None
    high: _Number = None
    warn_low: _Number = None
    warn_high: _Number = None
    choices: Annotated[tuple[Choice, ...], Field(max_length=30)] = ()
    required: bool = True
    as_left: bool = False
    critical: bool = False
    source: Annotated[str, Field(max_length=500)] = ""

    def __post_init__(self) -> None:
        _check(self)

    @property
    def names(self) -> Words:
        """What is to be looked at, for every reader."""
        return shown(self.words)

    @property
    def helps(self) -> Words:
        """How it is done, for every reader."""
        return shown(self.help)

    @property
    def least(self) -> Decimal | None:
        """Below it the step has failed."""
        return self.low if self.low is not None else self.off_nominal(-1)

    @property
    def most(self) -> Decimal | None:
        """Above it the step has failed."""
        return self.high if self.high is not None else self.off_nominal(1)

    def off_nominal(self, sign: int) -> Decimal | None:
        """How far from its nominal value it may be, downwards or upwards."""
        if self.nominal is None or (self.tolerance is None and self.tolerance_percent is None):
            return None
        share = abs(self.nominal) * (self.tolerance_percent or Decimal(0)) / 100
        limit = self.nominal + sign * (share if self.tolerance is None else self.tolerance)
        return limit.normalize() + 0

    @property
    def untold(self) -> list[Language]:
        """The languages in which something of it is missing."""
        said = [self.words, self.help, *(each.words for each in self.choices)]
        return [
            language
            for language in Language
            if any(any(words) and not words.of(language) for words in said)
        ]

    def choice(self, key: str) -> Choice | None:
        return next((each for each in self.choices if each.key == key), None)

    def fails(self, number: Decimal) -> bool:
        return _outside(number, self.least, self.most)

    def warns(self, number: Decimal) -> bool:
        return not self.fails(number) and _outside(number, self.warn_low, self.warn_high)


def _outside(number: Decimal, least: Decimal | None, most: Decimal | None) -> bool:
    return (least is not None and number < least) or (most is not None and number > most)


def _check(step: Step) -> None:
    """Raise Refused for a step that nobody could answer, or that says two things."""
    if not any(step.words):
        raise Refused("Say what is to be looked at.", field="words")
    if step.as_left and step.kind not in ADJUSTED:
        raise Refused("This kind of step has nothing to adjust.", field="as_left")
    said = [name for name in (*_NUMERIC, *_LIMITS) if getattr(step, name) not in {None, ""}]
    if said and step.kind is not StepKind.NUMBER:
        raise Refused("Only a number has this.", field=said[0])
    if step.choices and step.kind is not StepKind.CHOICE:
        raise Refused("Only a choice has choices.", field="choices")
    if step.kind is StepKind.CHOICE:
        _check_choices(step.choices)
    _check_tolerance(step)
    _check_order(step)


def _check_choices(choices: Sequence[Choice]) -> None:
    if not choices:
        raise Refused("Name at least one choice.", field="choices")
    if not all(any(each.words) for each in choices):
        raise Refused("Give each choice a name.", field="choices")
    for place, each in enumerate(choices):
        for other in choices[:place]:
            if each.key == other.key or {*map(fold, each.names)} & {*map(fold, other.names)}:
                raise Refused("Two choices are called {name}.", name=each.names, field="choices")


def _check_tolerance(step: Step) -> None:
    named = [name for name in ("tolerance", "tolerance_percent") if getattr(step, name) is not None]
    if len(named) > 1:
        raise Refused("Say the tolerance in one way only.", field=named[1])
    for name in named:
        if step.nominal is None or getattr(step, name) < 0:
            words = N_("A tolerance is of a nominal value, and not below zero.")
            raise Refused(words, field=name)
    for name, follows in (("low", step.off_nominal(-1)), ("high", step.off_nominal(1))):
        if follows is not None and getattr(step, name) not in {None, follows}:
            raise Refused("By the tolerance this is {limit}.", limit=follows, field=name)


def _check_order(step: Step) -> None:
    """From the lowest to the highest: low, warn_low, nominal, warn_high, high."""
    values = (step.least, step.warn_low, step.nominal, step.warn_high, step.most)
    said = [(name, each) for name, each in zip(_LIMITS, values, strict=True) if each is not None]
    for (_, before), (name, value) in pairwise(said):
        if before > value:
            raise Refused("{value} is below {before}.", value=value, before=before, field=name)


_STEP: TypeAdapter[Step] = TypeAdapter(Step)


def kept(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The form in which steps are written down, and which `read` understands."""
    return [_STEP.dump_python(step, mode="json", exclude_defaults=True) for step in steps]


def read(steps: Iterable[Any]) -> list[Step]:
    """The steps that somebody wrote down. What is wrong is said beside `steps.2.low`."""
    found = [_read(place, each) for place, each in enumerate(steps)]
    must_make_a_list(found)
    return found


def _read(place: int, said: Any) -> Step:
    try:
        return _STEP.validate_python(said)
    except Refused as no:
        raise Refused(no.words, **no.values, field=f"steps.{place}.{no.field}") from no
    except Invalid as invalid:
        first = invalid.errors()[0]
        field = ".".join(map(str, ("steps", place, *first["loc"])))
        words = N_("Step {step}: {mistake}")
        raise Refused(words, step=place + 1, mistake=first["msg"], field=field) from None


def must_make_a_list(steps: Sequence[Step]) -> None:
    """Raise Refused unless these steps can be answered one after the other."""
    if not steps:
        raise Refused("A checklist has at least one step.", field="steps")
    if len(steps) > MOST:
        raise Refused("A checklist has at most {most} steps.", most=MOST, field="steps")
    keys = [each.key for each in steps]
    for place, key in enumerate(keys):
        if key in keys[:place]:
            raise Refused("Two steps have the key {key}.", key=key, field=f"steps.{place}.key")
