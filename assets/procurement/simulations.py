"""Simulations: many courses that a purchase may take, and when each of them ends.

The same data give the same answer: the chances of a lot are drawn from its number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    Days = NDArray[float32]

RUNS = 10_000
WEEK = 7
HALF, LIKELY = 50, 80  # per cent


class Step(NamedTuple):
    """One milestone: on which day it was, or how long it takes after what it waits for.

    Days are counted as `date.toordinal` does. `waits` are the places of earlier steps.
    """

    code: str
    met: int | None
    least: float
    usual: float
    most: float
    waits: tuple[int, ...]
    # It cannot be before this day: nothing open happens yesterday.
    floor: int = 0
    counts: bool = True  # whether the lot ends with it
    # It does not begin before this day, whatever it waits for.
    begins: int = 0


@dataclass(frozen=True)
class Course:
    """One lot: its steps, each after all that it waits for."""

    number: str
    steps: Sequence[Step]

    @property
    def open(self) -> list[int]:
        """The places of the steps that are still to come."""
        return [place for place, step in enumerate(self.steps) if step.met is None]


@dataclass(frozen=True)
class Prospect:
    """When it ends in half of all cases and in eight of ten, and how many in a hundred are in time.

    `stage` is what decides it, of the lot `number`; a week saved there brings `gain` days.
    """

    half: int
    likely: int
    chance: int
    number: str = ""
    stage: str = ""
    gain: int = 0
    chance_then: int = 0


class _Ends(NamedTuple):
    """When one lot ends in every run, and when if the stage that decides it took a week less."""

    as_is: "Days"
    hastened: "Days"
    stage: str


def digest(courses: Sequence[Course], ends_on: int) -> str:
    """What tells these data from all others."""
    said = [ends_on, RUNS, *(repr(asdict(course)) for course in courses)]
    return sha256(repr(said).encode()).hexdigest()


def prospects(
    courses: Sequence[Course], ends_on: int, runs: int = RUNS
) -> tuple[Prospect | None, dict[str, Prospect]]:
    """What is to be expected of a project that ends on a day, and of each of its lots."""
    found = {course.number: _ends(course, runs) for course in courses if course.steps}
    lots = {
        number: _prospect(ends.as_is, ends.hastened, ends_on, number, ends.stage)
        for number, ends in found.items()
    }
    return _together(found, ends_on) if found else None, lots


def _together(found: dict[str, _Ends], ends_on: int) -> Prospect:
    """A project ends with the last of its lots; the one that is last most often decides it."""
    import numpy as np  # noqa: PLC0415 - most of what is asked needs no reckoning

    numbers = list(found)
    ends = np.stack([found[number].as_is for number in numbers])
    latest = np.bincount(ends.argmax(axis=0), minlength=len(numbers))
    undecided = [place for place, number in enumerate(numbers) if found[number].stage]
    place = max(undecided, key=lambda each: latest[each], default=int(latest.argmax()))
    last = found[numbers[place]]
    hastened = ends.copy()
    hastened[place] = last.hastened
    return _prospect(ends.max(axis=0), hastened.max(axis=0), ends_on, numbers[place], last.stage)


def _prospect(as_is: "Days", hastened: "Days", ends_on: int, number: str, stage: str) -> Prospect:
    half, likely = _day(as_is, HALF), _day(as_is, LIKELY)
    return Prospect(
        half=half,
        likely=likely,
        chance=_chance(as_is, ends_on),
        number=number,
        stage=stage,
        gain=likely - _day(hastened, LIKELY),
        chance_then=_chance(hastened, ends_on),
    )


def _day(ends: "Days", percent: int) -> int:
    """The first day by which so many of a hundred runs have ended."""
    import numpy as np  # noqa: PLC0415

    place = max(len(ends) * percent // 100 - 1, 0)
    return ceil(float(np.partition(ends, place)[place]))


def _chance(ends: "Days", ends_on: int) -> int:
    """How many of a hundred end in time; 0 and 100 are said only where it is certain."""
    share = float((ends <= ends_on).mean())
    return round(100 * share) if share in (0, 1) else min(max(round(100 * share), 1), 99)


def _ends(course: Course, runs: int) -> _Ends:
    import numpy as np  # noqa: PLC0415

    places = course.open
    seed = int.from_bytes(sha256(course.number.encode()).digest()[:8])
    drawn = np.random.default_rng(seed).random((len(places), runs), dtype=np.float32)
    taken = triangular(drawn, np.array([course.steps[each][2:5] for each in places]).reshape(-1, 3))
    as_is = _walked(course, dict(zip(places, taken, strict=True)), runs)
    spread = taken - taken.mean(axis=1, keepdims=True)
    weights = spread @ (as_is - as_is.mean())
    if not len(places) or not weights.max() > 0:
        return _Ends(as_is, as_is, "")
    decides = int(weights.argmax())
    taken[decides] = np.maximum(taken[decides] - WEEK, 0)
    hastened = _walked(course, dict(zip(places, taken, strict=True)), runs)
    return _Ends(as_is, hastened, course.steps[places[decides]].code)


def triangular(drawn: "Days", points: Any) -> "Days":
    """Draws from 0 to 1 become durations: the inverse of the triangular distribution."""
    import numpy as np  # noqa: PLC0415

    least, usual, most = (points[:, [each]].astype(np.float32) for each in range(3))
    width = most - least
    rising = least + np.sqrt(drawn * width * (usual - least))
    falling = most - np.sqrt((1 - drawn) * width * (most - usual))
    found: Days = np.where(drawn * width < usual - least, rising, falling)
    return found


def _walked(course: Course, taken: dict[int, "Days"], runs: int) -> "Days":
    """When the lot ends in every run, if each step takes what was drawn for it."""
    import numpy as np  # noqa: PLC0415

    # Days since the year 1 are too large for what a short float tells apart.
    begun = min(_known(course), default=0)
    days: list[Days] = []
    for place, step in enumerate(course.steps):
        if step.met is not None:
            days.append(np.full(runs, step.met - begun, dtype=np.float32))
            continue
        waits = [days[each] for each in step.waits]
        after = np.maximum.reduce(waits) if waits else np.float32(step.floor - begun)
        after = np.maximum(after, np.float32(step.begins - begun))
        days.append(np.maximum(after + taken[place], np.float32(step.floor - begun)))
    counted = [each for each, step in zip(days, course.steps, strict=True) if step.counts]
    ends: Days = np.maximum.reduce(counted or days).astype(np.float64) + begun
    return ends


def _known(course: Course) -> Iterator[int]:
    """The days that this lot's steps name."""
    for step in course.steps:
        if day := step.met or step.floor:
            yield day
