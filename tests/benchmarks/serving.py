"""The server as it is installed, and beside it one that answers each request with nothing."""

import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from tests.house import REHAB, free_port

WORKERS = 2
PATIENCE = 30
NOTHING = "tests.benchmarks.serving:nothing"


class Served(NamedTuple):
    """Where a server answers, its processes, and how long its start took."""

    port: int
    process: subprocess.Popen
    started: float

    def megabytes(self) -> list[float]:
        """What each worker holds in memory."""
        return sorted(size for pid in _children(self.process.pid) if (size := _resident(pid)) > 30)


@contextmanager
def rehab(home: Path) -> Generator[Served]:
    """`rehab serve` over the register in `home`."""
    command = [REHAB, "serve", "--no-timetable", "--workers", str(WORKERS), "--port"]
    with _serving(command, "/health", REHAB_HOME=str(home)) as served:
        yield served


@contextmanager
def empty() -> Generator[Served]:
    """The same server without the program."""
    options = ["--no-access-log", "--log-level", "warning", "--workers", str(WORKERS), "--port"]
    with _serving([sys.executable, "-m", "uvicorn", NOTHING, *options], "/") as served:
        yield served


async def nothing(scope, _, send) -> None:
    """The least that can be served."""
    if scope["type"] == "http":
        headers = [(b"content-type", b"text/html"), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


@contextmanager
def _serving(command: list, path: str, **settings: str) -> Generator[Served]:
    port, begun = free_port(), time.perf_counter()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REHAB_")}
    with subprocess.Popen([*command, str(port)], env=kept | settings) as process:
        try:
            _await(f"http://127.0.0.1:{port}{path}", process)
            yield Served(port, process, time.perf_counter() - begun)
        finally:
            process.terminate()


def _await(url: str, process: subprocess.Popen) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except URLError:
            time.sleep(0.01)
    raise SystemExit("The server does not answer.")


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def most_resident(pid: int) -> float:
    """The most that a process has held, not counting what its parent held when it was begun."""
    return _megabytes(pid, "VmHWM:")


def _resident(pid: int) -> float:
    return _megabytes(pid, "VmRSS:")


def _megabytes(pid: int, kind: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    kilobytes = next((line.split()[1] for line in lines if line.startswith(kind)), "0")
    return int(kilobytes) / 1024
