"""Labels in bulk: a thousand and ten thousand plates, and peers that print the same."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import typer

from assets.inventory.identifiers import LETTERS
from labels import fields, previews
from labels.designs import PLATE
from labels.sheet import sheets
from labels.stocks import L7160
from tests.benchmarks.table import Line, Target, say

HERE = Path(__file__).parent
PEERS = {"pylabels": "pylabels==1.2.1", "blabel": "blabel==0.1.7"}
MOST = {1_000: 1.0, 10_000: 6.0}  # seconds
ROOM, LARGEST = 200, 3  # megabytes
AT_ONCE = 0.05  # seconds
PEERS_PRINT = 210


def plates() -> None:
    """Each in a program of its own, so that its memory is its own."""
    for count, most in MOST.items():
        took, room, size = _told([sys.executable, "-m", "tests.benchmarks.printing", str(count)])
        say(Line(f"{count:,} QR plates on L7160", Target(f"<= {most} s", took <= most), took))
        if count == max(MOST):
            say(_megabytes("memory meanwhile", room, ROOM))
            say(_megabytes("the PDF of them", size, LARGEST))
    _previews()


def peers() -> None:
    """The same plates by others, in an environment that is made for it and thrown away."""
    with TemporaryDirectory(prefix="rehab-peers-") as folder:
        for name, pinned in PEERS.items():
            try:
                python = _installed(Path(folder, name), pinned)
                took, *_ = _told([python, str(HERE / "peers" / f"{name}.py"), str(PEERS_PRINT)])
            except subprocess.CalledProcessError as failed:
                typer.echo(f"{name} could not be had: {failed.stderr.strip().splitlines()[-1:]}")
                continue
            rate = PEERS_PRINT / took
            say(Line(f"{PEERS_PRINT} plates by {name}", Target("to compare"), took, rate=rate))


def _installed(home: Path, pinned: str) -> str:
    _run([sys.executable, "-m", "venv", str(home)])
    python = str(home / "bin" / "python")
    _run([python, "-m", "pip", "install", "--quiet", pinned])
    return python


def _run(words: list[str]) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def _told(words: list[str]) -> list[float]:
    return json.loads(_run(words).splitlines()[-1])


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


def _print(count: int) -> None:
    letters, register = Random(count), "HTTPS://INVENTAR.SPITALULLOVRIN.RO"
    facts = [
        fields.sample(
            code_text=f"{register}/T/{''.join(letters.choices(LETTERS, k=8))}",
            tag=f"LOV-{number:05}",
            name=f"Cadă pentru hidromasaj {number % 300}",
            room=f"Sala {number % 40}",
        )
        for number in range(count)
    ]
    begun = perf_counter()
    size = len(sheets(facts, on=L7160)) / 1e6
    took = perf_counter() - begun
    room = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    typer.echo(json.dumps([took, room, size]))


if __name__ == "__main__":
    _print(int(sys.argv[1]))
