"""Labels in bulk: a thousand and ten thousand plates, and peers that print the same."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import typer

from assets.inventory.identifiers import LETTERS
from labels import fields, previews
from labels.designs import PLATE
from labels.fields import Label
from labels.sheet import sheets
from labels.stocks import L7160
from tests.benchmarks.serving import most_resident
from tests.benchmarks.table import Line, Target, say

HERE = Path(__file__).parent
PEERS = {  # with what they need and do not say
    "pylabels": ["pylabels==1.2.1", "reportlab==5.1.0"],
    "blabel": ["blabel==0.1.7"],
}
MOST = {1_000: 1.0, 10_000: 6.0}  # seconds
ROOM, LARGEST = 200, 3  # megabytes
AT_ONCE = 0.05  # seconds
COMPARED = 210


def plates() -> None:
    """Each in a program of its own, so that its memory is its own."""
    for count, most in MOST.items():
        took, room, size = _ours(count)
        say(Line(f"{count:,} QR plates on L7160", Target(f"<= {most} s", took <= most), took))
        if count == max(MOST):
            say(_megabytes("memory meanwhile", room, ROOM))
            say(_megabytes("the PDF of them", size, LARGEST))
    _previews()


def peers() -> None:
    """The same plates by us and by others, who get an environment that is thrown away after."""
    took, *_ = _ours(COMPARED)
    _compared("rehab", took)
    plates = json.dumps([asdict(label) for label in _labels(COMPARED)])
    with TemporaryDirectory(prefix="rehab-peers-") as folder:
        for name, pinned in PEERS.items():
            try:
                python = _installed(Path(folder, name), pinned)
                program = str(HERE / "peers" / f"{name}.py")
                # Isolated, so that neither our labels nor the program itself is imported.
                took, *_ = json.loads(_run([python, "-I", program], plates))
            except subprocess.CalledProcessError as failed:
                reason = failed.stderr.strip().splitlines()[-1:] or [
                    f"ended with {failed.returncode}"
                ]
                typer.echo(f"{COMPARED} plates by {name}: not measured ({reason[0]})")
                continue
            _compared(name, took)


def _compared(name: str, took: float) -> None:
    say(Line(f"{COMPARED} plates by {name}", Target("to compare"), took, rate=COMPARED / took))


def _ours(count: int) -> list[float]:
    """Seconds, megabytes of memory, megabytes of PDF."""
    told: list[float] = json.loads(
        _run([sys.executable, "-m", "tests.benchmarks.printing", str(count)])
    )
    return told


def _installed(home: Path, pinned: list[str]) -> str:
    _run([sys.executable, "-m", "venv", str(home)])
    python = str(home / "bin" / "python")
    _run([python, "-m", "pip", "install", "--quiet", *pinned])
    return python


def _run(words: list[str], said: str = "") -> str:
    return subprocess.run(words, input=said, check=True, capture_output=True, text=True).stdout


def _megabytes(name: str, size: float, most: float) -> Line:
    return Line(name, Target(f"<= {most} MB", size <= most), figure=f"{size:.2f} MB")


def _previews() -> None:
    ways = {
        "preview of a plate as SVG": lambda: previews.svg(fields.sample(), PLATE, L7160),
        "preview of a plate as PNG": lambda: previews.png(fields.sample(), PLATE, L7160, 203),
    }
    for name, shown in ways.items():
        shown()
        begun = perf_counter()
        shown()
        took = perf_counter() - begun
        say(Line(name, Target(f"<= {AT_ONCE * 1000:.0f} ms", took <= AT_ONCE), took))


def _labels(count: int) -> list[Label]:
    letters, register = Random(count), "HTTPS://INVENTAR.SPITALULLOVRIN.RO"
    return [
        fields.sample(
            code_text=f"{register}/T/{''.join(letters.choices(LETTERS, k=8))}",
            tag=f"LOV-{number:05}",
            name=f"Cadă pentru hidromasaj {number % 300}",
            room=f"Sala {number % 40}",
        )
        for number in range(count)
    ]


def _print(count: int) -> None:
    labels = _labels(count)
    begun = perf_counter()
    size = len(sheets(labels, on=L7160)) / 1e6
    took = perf_counter() - begun
    typer.echo(json.dumps([took, most_resident(os.getpid()), size]))


if __name__ == "__main__":
    _print(int(sys.argv[1]))
