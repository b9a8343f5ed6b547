"""The certificate of an electrical safety test, in the language of the device's site."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from assets.inventory.custom_fields import canonical
from assets.inventory.places import zone_of
from assets.maintenance.safety_tests import Measurement, SafetyTest
from assets.words import N_, Language, moment, say, spoken, translations
from labels.papers import frame
from labels.papers.frame import CAPTION, STRONG

HEADINGS = (
    N_("Measured quantity"),
    N_("Where and how"),
    N_("Value"),
    N_("Limit"),
    N_("Source of the limit"),
    N_("First value"),
    N_("Result"),
)
SHARES = (26, 32, 13, 18, 30, 13, 14)
CAUTION = N_("Limits that are to be verified were not read in the standard itself.")


def pdf(test: SafetyTest, measured: Sequence[Measurement]) -> bytes:
    """The certificate: the same test gives the same bytes."""
    language = test.asset.site.language or Language.EN

    def story() -> list[Flowable]:
        half = frame.width() / 2
        title = frame.text(say(language, N_("Certificate of electrical safety")), frame.TITLE)
        return [
            frame.side_by_side([[title]]),
            frame.gap(2),
            frame.side_by_side(
                [
                    [frame.facts(_device(test, language), half)],
                    [frame.facts(_setting(test, language), half)],
                ]
            ),
            frame.gap(4),
            _values(measured, language),
            *_caution(measured, language),
            frame.gap(4),
            frame.side_by_side(
                [[frame.facts(_outcome(test, language), half * 2)]],
            ),
            frame.signatures(
                [say(language, each) for each in (N_("Tested by"), N_("Taken note of by"))],
                [say(language, each) for each in (N_("Name"), N_("Date"), N_("Signature"))],
            ),
        ]

    def foot(page: int, count: int) -> str:
        return f"{test.number} · {frame.page_of(language, page, count)}"

    return frame.pdf(test.number, story, foot)


def _caution(measured: Sequence[Measurement], language: Language) -> list[Flowable]:
    """Said only where such a limit was measured against."""
    if not any("to be verified" in each.limit_source for each in measured):
        return []
    return [frame.gap(2), frame.side_by_side([[frame.text(say(language, CAUTION), CAPTION)]])]


def _pairs(facts: dict[str, object], language: Language) -> list[tuple[str, str]]:
    """What is known, each with its name."""
    return [
        (say(language, name), spoken(value, language)) for name, value in facts.items() if value
    ]


def _device(test: SafetyTest, language: Language) -> list[tuple[str, str]]:
    asset = test.asset
    made = f"{asset.model.maker.name} {asset.model.name}" if asset.model else ""
    facts: dict[str, object] = {
        N_("Number"): test.number,
        N_("Thing"): f"{test.asset_name}, {test.asset_tag}",
        N_("Model"): made,
        N_("Serial number"): test.serial_number,
        N_("Owner"): asset.partner.name if asset.partner else "",
        N_("Site"): asset.site.name,
        N_("Protection class"): test.protection_class,
        N_("Applied parts"): _parts(test, language),
        N_("Connected by"): test.connection,
        N_("Mains voltage"): _volts(test, language),
    }
    return _pairs(facts, language)


def _parts(test: SafetyTest, language: Language) -> str:
    proof = say(language, N_("defibrillation-proof"))
    return "; ".join(
        f"{part.label}: {spoken(part.type, language)}{f', {proof}' if part.defib_proof else ''}"
        for part in test.parts
    )


def _volts(test: SafetyTest, language: Language) -> str:
    return f"{spoken(canonical(test.mains_volts), language)} V" if test.mains_volts else ""


def _setting(test: SafetyTest, language: Language) -> list[tuple[str, str]]:
    facts: dict[str, object] = {
        N_("Tested on"): test.tested_on,
        N_("Why"): test.reason,
        N_("Standard"): test.standard,
        N_("Method"): test.method,
        N_("Measured with"): _instrument(test),
        N_("Calibrated until"): test.calibrated_until,
        N_("Tested by"): test.signed_by,
        N_("Surroundings"): test.ambient,
        N_("Looked at"): _looked(test.visual, test.visual_note, language),
        N_("Tried out"): test.functional,
    }
    return _pairs(facts, language)


def _instrument(test: SafetyTest) -> str:
    instrument = test.instrument
    if instrument is None:
        return ""
    return ", ".join(filter(None, (instrument.name, instrument.tag, instrument.serial_number)))


def _looked(outcome: object, note: str, language: Language) -> str:
    return ": ".join(filter(None, (spoken(outcome, language), note)))


def _values(measured: Sequence[Measurement], language: Language) -> Flowable:
    heads = [[frame.text(say(language, each), CAPTION)] for each in HEADINGS]
    return frame.table(heads, [_row(each, language) for each in measured], SHARES)


def _row(each: Measurement, language: Language) -> list[list[Flowable]]:
    def speak(value: object) -> str:
        return spoken(value, language)

    where = (speak(each.circuit), each.point, speak(each.polarity))
    unit = each.unit
    source = translations(language).gettext(each.limit_source) if each.limit_source else ""
    first = each.exact("reference")
    return [
        [frame.text(speak(each.measure))],
        [frame.text(", ".join(filter(None, where)))],
        [frame.text(f"{speak(each.exact('value'))} {unit}", STRONG)],
        [frame.text(_limit(each, language))],
        [frame.text(source, CAPTION)],
        [frame.text(f"{speak(first)} {unit}" if first is not None else "")],
        [frame.text(say(language, _result(each)), STRONG)],
    ]


def _limit(each: Measurement, language: Language) -> str:
    least, most = each.exact("least"), each.exact("most")
    said = []
    if least is not None:
        said.append(say(language, N_("at least {value} {unit}"), value=least, unit=each.unit))
    if most is not None:
        said.append(say(language, N_("at most {value} {unit}"), value=most, unit=each.unit))
    return ", ".join(said)


def _result(each: Measurement) -> str:
    if each.passed is None:
        return N_("no limit")
    if each.rising:
        return N_("passed, rising")
    return N_("passed") if each.passed else N_("failed")


def _outcome(test: SafetyTest, language: Language) -> list[tuple[str, str]]:
    zone = zone_of(test.asset.site)
    signed = moment(test.signed_at, language, zone) if test.signed_at else ""
    facts: dict[str, object] = {
        N_("Verdict"): test.verdict,
        N_("Defects and remarks"): test.defects,
        N_("To be tested again"): test.next_due_on,
        N_("Signed in the register"): ", ".join(filter(None, (test.signed_by, signed))),
    }
    return _pairs(facts, language)
