"""What is shipped as checklists: whole, in three languages, with limits in order and sources."""

import csv
import re
import tomllib
from pathlib import Path

import pytest

import assets
from assets.maintenance.steps import StepKind
from assets.maintenance.terms import Kind

REFERENCE = Path(assets.__file__).parent / "reference"
FILES = sorted((REFERENCE / "checklists").glob("*.toml"))
LANGUAGES = {"en", "ro", "hu"}
WRONG_LETTERS = re.compile("[şţŞŢõûÕÛ]")
SAID = {"key", "kind", "types", "source", "name", "steps"}
ASKED = {
    *("key", "kind", "words", "help", "required", "as_left", "critical", "source", "choices"),
    *("unit", "decimals", "nominal", "tolerance_percent", "warn_low", "warn_high", "low", "high"),
}
WANTED = [
    "iec62353_class_1",
    "iec62353_class_2",
    "iec62353_internally_powered",
    "pool_water_daily",
    "pool_reopening",
    "ultrasound",
    "electrotherapy",
    "short_wave",
    "magnetotherapy",
    "laser",
    "shock_wave",
    "traction",
    "treadmill",
    "cpm",
    "isokinetic",
    "lift",
    "pool_lift",
    "autoclave",
    "aed_monthly",
    "hot_water_legionella",
    "passenger_lift",
    "generator_run",
    "emergency_lighting",
    "fire_extinguisher",
    "gas_alarm",
]


def read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def types():
    with (REFERENCE / "equipment_types.csv").open(encoding="utf-8", newline="") as rows:
        return {row["key"] for row in csv.DictReader(rows)}


def test_every_list_that_was_promised_is_there():
    assert {path.stem for path in FILES} >= set(WANTED)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_list_says_what_it_is_for_and_where_it_comes_from(path):
    told = read(path)

    assert told.keys() == SAID
    assert told["key"] == path.stem
    assert told["kind"] in set(Kind)
    assert told["types"]
    assert set(told["types"]) <= types()
    assert told["source"].endswith("Verify against your manual.")
    assert 6 <= len(told["steps"]) <= 12


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_word_is_there_in_three_languages(path):
    told = read(path)

    steps = told["steps"]
    named = [told["name"], *(step["words"] for step in steps)]
    named += [step["help"] for step in steps if "help" in step]
    for choice in (choice for step in steps for choice in step.get("choices", ())):
        assert choice.keys() - {"fails"} == {"key", *LANGUAGES}
        named.append({language: choice[language] for language in LANGUAGES})
    for words in named:
        assert words.keys() == LANGUAGES
        assert all(words.values()), words
        assert not any(WRONG_LETTERS.search(each) for each in words.values()), words


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_step_can_be_asked_and_its_limits_are_in_order(path):
    steps = read(path)["steps"]

    assert len({step["key"] for step in steps}) == len(steps)
    for step in steps:
        assert step.keys() <= ASKED, step
        assert step["kind"] in set(StepKind)
        assert ("choices" in step) == (step["kind"] == "choice"), step
        ends = [step[name] for name in ("low", "warn_low", "nominal") if name in step]
        ends += [step[name] for name in ("warn_high", "high") if name in step]
        assert ends == sorted(ends), step
        if step["kind"] == "number":
            assert step["source"], step
            assert set(step) & {"low", "high", "warn_low", "warn_high", "tolerance_percent"}, step
        else:
            assert not set(step) & {"unit", "decimals", "nominal", "low", "high"}, step


def limits(name, key):
    step = next(each for each in read(REFERENCE / "checklists" / f"{name}.toml")["steps"]
                if each["key"] == key)  # fmt: skip
    names = ("nominal", "tolerance_percent", "warn_low", "warn_high", "low", "high")
    return {each: step[each] for each in names if each in step}, step["source"]


# By hand from the standards and customs that are written down for this house.
KNOWN = [
    ("iec62353_class_1", "earth", {"high": 0.3}),
    ("iec62353_class_1", "cord", {"high": 0.1}),
    ("iec62353_class_1", "leakage", {"warn_high": 450, "high": 500}),
    ("iec62353_class_1", "applied_cf", {"high": 50}),
    ("iec62353_class_2", "leakage", {"warn_high": 90, "high": 100}),
    ("iec62353_class_2", "insulation", {"low": 7}),
    ("pool_water_daily", "chlorine", {"low": 0.3, "high": 0.6}),
    ("pool_water_daily", "combined", {"high": 0.2}),
    ("pool_water_daily", "redox", {"low": 750}),
    ("pool_water_daily", "footbath", {"low": 2}),
    ("ultrasound", "power_1", {"nominal": 1.0, "tolerance_percent": 20}),
    ("ultrasound", "timer", {"nominal": 300, "tolerance_percent": 5}),
    ("electrotherapy", "frequency", {"nominal": 100, "tolerance_percent": 10}),
    ("traction", "force_low", {"nominal": 100, "tolerance_percent": 10}),
    ("cpm", "flexion", {"nominal": 90, "low": 85, "high": 95}),
    ("lift", "load", {"low": 100, "high": 125}),
    ("autoclave", "temperature", {"nominal": 134, "low": 134, "high": 137}),
    ("autoclave", "vacuum", {"high": 1.3}),
    ("aed_monthly", "energy", {"nominal": 150, "tolerance_percent": 15}),
    ("hot_water_legionella", "storage", {"low": 60}),
    ("hot_water_legionella", "return", {"low": 55}),
]  # fmt: skip
READ_IN_A_SOURCE = ("IEC 62353 as public", "DIN 19643", "RO: Ordin MS 119/2014")


def test_limits_are_those_that_are_known_and_custom_is_to_be_verified():
    for name, key, known in KNOWN:
        found, source = limits(name, key)

        assert found == known, (name, key)
        assert source.startswith(READ_IN_A_SOURCE) or "to be verified" in source, source
