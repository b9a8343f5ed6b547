"""What an answer comes to: read as it was typed, and held against the limits of its step."""

from decimal import Decimal
from typing import NamedTuple

from assets import money
from assets.errors import Refused
from assets.maintenance.limits import Severity
from assets.maintenance.steps import Step, StepKind
from assets.maintenance.terms import Outcome
from assets.words import N_, Language, Words, number, say, spoken

LONGEST = 2000
DECIMALS, LARGEST = 4, Decimal(10) ** 9


class Weighed(NamedTuple):
    """An answer as it is kept, and what it comes to; None where nothing is judged."""

    text: str
    outcome: Outcome | None = None
    number: Decimal | None = None


def weighed(step: Step, typed: str, field: str = "found") -> Weighed:
    """An answer of a kind that is typed, tapped or chosen. Raises Refused beside `field`."""
    typed = typed.strip()
    match step.kind:
        case StepKind.NUMBER:
            return _number(step, typed, field)
        case StepKind.CHOICE:
            return _choice(step, typed, field)
        case StepKind.VERDICT:
            return _verdict(typed, field)
        case StepKind.TICK:
            if typed not in {"true", "True"}:
                raise Refused("Tick it once it is done.", field=field)
            return Weighed("true", Outcome.PASS)
        case _:
            return Weighed(_text(typed, field))


def _number(step: Step, typed: str, field: str) -> Weighed:
    if not typed:
        raise Refused("Write the number.", field=field)
    try:
        value = money.figure(typed)
    except Refused as no:
        raise Refused(no.words, **no.values, field=field) from no
    if -int(value.as_tuple().exponent) > DECIMALS:
        words = N_("Write at most {decimal_places} decimals.")
        raise Refused(words, decimal_places=DECIMALS, field=field)
    if abs(value) >= LARGEST:
        raise Refused("{figure} is not a number.", figure=typed[:40], field=field)
    if step.fails(value):
        outcome = Outcome.FAIL
    else:
        outcome = Outcome.REMARK if step.warns(value) else Outcome.PASS
    return Weighed(f"{value:f}", outcome, value)


def _choice(step: Step, typed: str, field: str) -> Weighed:
    chosen = step.choice(typed)
    if chosen is None:
        raise Refused("Choose one of the list.", field=field)
    return Weighed(chosen.key, Outcome.FAIL if chosen.fails else Outcome.PASS)


def _verdict(typed: str, field: str) -> Weighed:
    if typed not in {Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE}:
        raise Refused("Say whether it passed.", field=field)
    return Weighed(typed, Outcome(typed))


def _text(typed: str, field: str) -> str:
    if not typed:
        raise Refused("Fill this in.", field=field)
    if len(typed) > LONGEST:
        words = N_("This is too long: {most} characters at most.")
        raise Refused(words, most=LONGEST, field=field)
    return typed


def severity(step: Step, outcome: Outcome | None) -> Severity | None:
    """How grave it is as it was found: where the step is critical, what failed is closed."""
    match outcome:
        case Outcome.FAIL:
            return Severity.CLOSE if step.critical else Severity.ACTION
        case Outcome.REMARK:
            return Severity.WARNING
        case Outcome.PASS:
            return Severity.OK
        case _:
            return None


def told(step: Step, text: str, language: Language) -> str:
    """An answer as the reader says it: the number with its unit, the choice by its name."""
    if not text:
        return ""
    match step.kind:
        case StepKind.NUMBER:
            value = number(Decimal(text), language)
            return f"{value}\N{NO-BREAK SPACE}{step.unit}" if step.unit else value
        case StepKind.CHOICE:
            chosen = step.choice(text)
            return chosen.names.of(language) if chosen else text
        case StepKind.VERDICT:
            return spoken(Outcome(text), language)
        case StepKind.TICK:
            return say(language, N_("Done"))
        case _:
            return text


def told_to_all(step: Step, text: str) -> Words:
    return Words(*(told(step, text, language) for language in Language))
