"""How a piece of a print reaches a printer: its port on the network, or a queue of the server."""

import os
import re
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager

from assets.labelling import printers
from assets.labelling.printers import Printer, Speech, Way
from assets.labelling.runs import Trouble

PATIENCE = 30.0  # seconds that a printer may be silent
DEEP = 2  # what may wait in a printer or in a queue, so that calling off still helps
TITLE = "Rehab Assets"
STATUS = b"~HS"  # what a Zebra answers with three lines, each between STX and ETX

_LINES = re.compile(rb"\x02([^\x03]*)\x03")
_MANNER = {Speech.ZPL: "raw", Speech.PDF: "print-scaling=none"}


class NotSent(Exception):  # noqa: N818
    """A piece that did not go, and why."""

    def __init__(self, trouble: Trouble, words: str = "") -> None:
        super().__init__(f"{trouble} {words}".strip())
        self.trouble, self.words = trouble, words


class Occupied(Exception):  # noqa: N818
    """It has enough to do for now."""


def send(printer: Printer, piece: bytes, *, near: bool = False, patience: float = PATIENCE) -> str:
    """Hand over one piece; the number that a queue gives it. Raises NotSent or Occupied."""
    if printer.way is Way.QUEUE:
        return _queue(printer, piece, patience)
    with _connected(printer, near, patience) as wire:
        if printer.speech is Speech.ZPL:
            _must_be_ready(wire)
            _write(wire, piece + STATUS)
            _status(wire)  # it has read what came before
        else:
            _write(wire, piece)
            wire.shutdown(socket.SHUT_WR)
            while wire.recv(4096):  # a printer closes when it has taken everything
                pass
    return ""


def printed(printer: Printer, number: str, *, patience: float = PATIENCE) -> bool:
    """Whether what a queue took under this number has left it."""
    return number not in _waiting(printer, patience)


@contextmanager
def _connected(printer: Printer, near: bool, patience: float) -> Generator[socket.socket]:  # noqa: FBT001
    wire = _dialled(*printer.reached, near, patience)
    try:
        with wire:
            yield wire
    except TimeoutError:
        raise NotSent(Trouble.SILENT) from None
    except OSError as broken:
        raise NotSent(Trouble.BROKEN_OFF, broken.strerror or "") from None


def _dialled(host: str, port: int, near: bool, patience: float) -> socket.socket:  # noqa: FBT001
    """A name is looked up each time, and where it leads is looked at before anything is sent."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        address = str(found[0][4][0])
        if not near and printers.of_this_server(address):
            raise NotSent(Trouble.ASTRAY, address)
        wire = socket.create_connection((address, port), timeout=patience)
    except ConnectionRefusedError:
        raise NotSent(Trouble.REFUSING, f"{host}:{port}") from None
    except OSError:
        raise NotSent(Trouble.ABSENT, f"{host}:{port}") from None
    if not near and wire.getsockname()[0] == wire.getpeername()[0]:
        wire.close()
        raise NotSent(Trouble.ASTRAY, address)
    return wire


def _must_be_ready(wire: socket.socket) -> None:
    _write(wire, STATUS)
    first, second = _status(wire)
    flags = {
        Trouble.NO_PAPER: first[1],
        Trouble.LID_OPEN: second[2],
        Trouble.NO_RIBBON: second[3],
        Trouble.PAUSED: first[2],
    }
    for trouble, flag in flags.items():
        if flag == "1":
            raise NotSent(trouble)
    if int(first[4]) > DEEP or first[5] == "1":
        raise Occupied


def _status(wire: socket.socket) -> tuple[list[str], list[str]]:
    """The first two of its three lines: paper, pause and what waits; lid and ribbon."""
    said = b""
    while len(lines := _LINES.findall(said)) < 3:  # noqa: PLR2004
        more = wire.recv(1024)
        if not more:
            raise NotSent(Trouble.BROKEN_OFF)
        said += more
    first, second = (line.decode("ascii", "replace").split(",") for line in lines[:2])
    if len(first) < 6 or len(second) < 4 or not first[4].isdecimal():  # noqa: PLR2004
        raise NotSent(Trouble.SILENT, "~HS")
    return first, second


def _write(wire: socket.socket, piece: bytes) -> None:
    """However slowly it is taken: each part of it has the whole patience."""
    left = memoryview(piece)
    while left:
        left = left[wire.send(left) :]


def _queue(printer: Printer, piece: bytes, patience: float) -> str:
    if len(_waiting(printer, patience)) >= DEEP:
        raise Occupied
    manner = "-o", _MANNER[printer.speech]
    said = _asked(["lp", "-d", printer.address, "-t", TITLE, *manner], patience, piece)
    found = re.search(r"request id is (\S+)", said)
    return found[1] if found else ""


def _waiting(printer: Printer, patience: float) -> list[str]:
    """The numbers that wait in its queue, unless somebody has stopped it."""
    stands = _asked(["lpstat", "-p", printer.address], patience)
    if " disabled since" in stands:
        raise NotSent(Trouble.QUEUE, stands)
    return [
        line.split()[0] for line in _asked(["lpstat", "-o", printer.address], patience).splitlines()
    ]


def _asked(words: list[str], patience: float, piece: bytes = b"") -> str:
    """What the printing system of the server answers. Nothing goes through a shell."""
    manner = os.environ | {"LC_ALL": "C"}
    try:
        said = subprocess.run(  # noqa: S603
            words, input=piece, capture_output=True, timeout=patience, env=manner, check=True
        )
    except FileNotFoundError:
        raise NotSent(Trouble.NO_QUEUES) from None
    except subprocess.TimeoutExpired:
        raise NotSent(Trouble.SILENT, words[0]) from None
    except subprocess.CalledProcessError as no:
        raise NotSent(Trouble.QUEUE, no.stderr.decode(errors="replace")) from None
    return said.stdout.decode(errors="replace")
