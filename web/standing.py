"""The answer on top of a thing's page: where it is in its life, may it be used, what is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from assets import words
from assets.inventory.register import COMING, GONE, OPERATED, Asset, Condition, Verdict
from assets.maintenance.verdicts import Judged
from assets.words import N_, Language, Worded


@dataclass(frozen=True)
class Standing:
    """The sentences, and the tone in which they are shown; `beside` leaves the verdict out."""

    tone: str
    words: str
    beside: str = ""


SOON = timedelta(days=60)
TONES = {Verdict.USE: "good", Verdict.CARE: "warn", Verdict.STOP: "bad"}


def standing(asset: Asset, judged: Judged, on: date, language: Language) -> Standing:
    """What somebody who looks at this thing wants to know first."""
    known: Worded = asset.state
    if known in OPERATED and asset.condition is not Condition.UP:
        known = asset.condition
    state = words.say(language, N_("{state}."), state=known)
    if asset.state in COMING:
        coming = " ".join([state, words.say(language, N_("It is not here yet."))])
        return Standing("soon", coming, coming)
    if asset.state in GONE:
        return Standing("calm", state, state)
    said = words.say(language, judged.verdict.words)
    why = [words.spoken(reason, language) for reason in judged.reasons]
    due = [*why, *_owed(asset, on, language)]
    late = asset.due_on is not None and asset.due_on < on
    tone = "warn" if late and judged.verdict is Verdict.USE else TONES[judged.verdict]
    warranty = _warranty(asset, on, language)
    return Standing(tone, " ".join([state, said, *due, *warranty]), " ".join([state, *due]))


def _owed(asset: Asset, on: date, language: Language) -> list[str]:
    """What it is owed next; first of all what it must not be used without."""
    if asset.barred_key < on:
        barred = N_("A check that safety or the law asks for was due on {day}.")
        return [words.say(language, barred, day=asset.barred_key)]
    return [_due(asset.due_on, on, language)] if asset.due_on else []


def _warranty(asset: Asset, on: date, language: Language) -> list[str]:
    """Worth saying of what is out of order, and before the warranty ends."""
    until = asset.warranty_until
    if until is None or until < on or (asset.condition is Condition.UP and until > on + SOON):
        return []
    if asset.condition is Condition.UP:
        return [words.say(language, N_("Its warranty ends on {day}."), day=until)]
    return [words.say(language, N_("It is under warranty until {day}."), day=until)]


def _due(due_on: date, on: date, language: Language) -> str:
    days = (due_on - on).days
    if days < 0:
        return words.say_count(
            language, "A duty is {count} day late.", "A duty is {count} days late.", -days
        )
    if days == 0:
        return words.say(language, N_("A duty is due today."))
    return words.say_count(
        language, "Next duty in {count} day.", "Next duty in {count} days.", days
    )
