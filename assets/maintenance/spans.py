"""The steps of a checklist as pages and papers show them: their limits in words."""

from decimal import Decimal

from assets.maintenance.steps import Step
from assets.words import N_, Language, say


def limits(step: Step, language: Language) -> str:
    """Between which values it is well, and beyond which it has failed."""
    hard = _span(step.least, step.most, language)
    low = step.warn_low if step.warn_low is not None else step.least
    high = step.warn_high if step.warn_high is not None else step.most
    well = _span(low, high, language)
    if not well:
        return ""
    unit = f"\N{NO-BREAK SPACE}{step.unit}" if step.unit else ""
    if not hard or well == hard:
        return f"{well}{unit}"
    return say(language, N_("{well}; not beyond {hard}"), well=well, hard=f"{hard}{unit}")


def _span(low: Decimal | None, high: Decimal | None, language: Language) -> str:
    if low is not None and high is not None:
        return say(language, N_("{low} to {high}"), low=low, high=high)
    if low is not None:
        return say(language, N_("at least {low}"), low=low)
    return say(language, N_("at most {high}"), high=high) if high is not None else ""
