"""A client that costs next to nothing: the server it asks has the same two cores."""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

PATIENCE = 30
MOST_SECONDS = 20  # of one measurement


@dataclass
class Taken:
    """How long each answer took, how long all of them, and how many were not what was wanted."""

    seconds: list[float] = field(default_factory=list)
    whole: float = 0.0
    errors: int = 0

    @property
    def p50(self) -> float:
        return median(self.seconds)

    @property
    def p95(self) -> float:
        return quantiles(self.seconds, n=20)[-1]

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.whole


def request(path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> bytes:
    """A request as it goes over the wire."""
    said = {"Host": "127.0.0.1", "Content-Length": str(len(body))} | headers
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in said.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def taken(port: int, requests: Sequence[bytes], *, clients: int = 1, wanted: int = 200) -> Taken:
    """Ask all of it, `clients` at a time, each on a connection that stays open."""
    measured, remaining = Taken(), iter(requests)
    with selectors.DefaultSelector() as waiting:
        for _ in range(clients):
            waiting.register(_Line(port), selectors.EVENT_READ)
        begun = time.perf_counter()
        lines = [key.fileobj for key in waiting.get_map().values()]
        busy = sum(line.ask(remaining) for line in lines)
        while busy and time.perf_counter() - begun < MOST_SECONDS:
            for key, _ in waiting.select(PATIENCE):
                line = key.fileobj
                if line.heard():
                    measured.seconds.append(line.took)
                    measured.errors += line.status != wanted
                    busy -= not line.ask(remaining)
        measured.whole = time.perf_counter() - begun
        for line in lines:
            line.close()
    return measured


class _Line:
    """One connection, and the answer that comes in on it."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.begun = self.took = 0.0
        self.answer = b""

    def fileno(self) -> int:
        return self.socket.fileno()

    def ask(self, remaining: Iterator[bytes]) -> bool:
        """Send the next request, if there is one."""
        asked = next(remaining, None)
        if asked is not None:
            self.answer, self.begun = b"", time.perf_counter()
            self.socket.sendall(asked)
        return asked is not None

    def heard(self) -> bool:
        """Take what has come; whether the answer is whole."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("The server hung up.")
        self.answer += part
        head, found, body = self.answer.partition(b"\r\n\r\n")
        self.took = time.perf_counter() - self.begun
        return bool(found) and len(body) >= _length(head)

    @property
    def status(self) -> int:
        return int(self.answer[9:12])

    def close(self) -> None:
        self.socket.close()


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0
