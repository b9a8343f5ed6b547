"""A printer that is none: a real socket that prints into a list, in every mood that one can be."""

import re
import socket
import time
from contextlib import contextmanager, suppress
from threading import Thread

LABEL = re.compile(rb"\^XA.*?\^XZ", re.DOTALL)


class FakePrinter:
    """Prints each whole label that it is sent. `state` is what it answers when it is asked."""

    def __init__(self, door, *, state="ready", seconds_each=0.0, dies_after=None):
        self.door, self.state, self.seconds_each = door, state, seconds_each
        self.dies_after, self.labels, self.received = dies_after, [], b""

    def work(self):
        with suppress(OSError):
            while True:
                wire, _ = self.door.accept()
                with wire, suppress(OSError):
                    self._serve(wire)

    def _serve(self, wire):
        said = b""
        while self.state != "silent":
            more = wire.recv(4096)
            if not more:
                self.received += said
                return
            said += more
            said = self._print(wire, said)
            if said is None:
                return
        while wire.recv(4096):  # it listens and says nothing
            pass

    def _print(self, wire, said):
        while found := LABEL.search(said):
            if self.dies_after is not None and len(self.labels) >= self.dies_after:
                self.dies_after = None
                return None
            time.sleep(self.seconds_each)
            self.labels.append(found[0])
            said = said[found.end() :]
        if said.endswith(b"~HS"):
            wire.sendall(self._status())
            said = b""
        return said

    def _status(self):
        """As Zebra's guide prints it: three strings between STX and ETX."""
        paper, pause, lid, ribbon = (
            int(self.state == each) for each in ("no_paper", "paused", "lid_open", "no_ribbon")
        )
        lines = (
            f"030,{paper},{pause},1245,000,0,0,0,000,0,0,0",
            f"001,0,{lid},{ribbon},1,2,6,0,00000000,1,000",
            "1234,0",
        )
        return "".join(f"\x02{line}\x03\r\n" for line in lines).encode()


@contextmanager
def open_printer(**mood):
    """The printer and its address."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        printer = FakePrinter(door, **mood)
        Thread(target=printer.work, daemon=True).start()
        yield printer, f"127.0.0.1:{door.getsockname()[1]}"
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)


LP = """#!/bin/sh
# A printing system that keeps what it is given: `jobs` are those that have not left the queue.
cd "{folder}"
case "$0" in
*/lpstat)
  case "$1" in
  -p) cat stands ;;
  -o) cat jobs ;;
  esac ;;
*/lp)
  [ -f refuses ] && {{ cat refuses >&2; exit 1; }}
  echo "$@" >> asked
  number=$(wc -l < asked)
  cat > "given-$number"
  [ -f stuck ] && echo "office-$number somebody 1024 now" >> jobs
  echo "request id is office-$number (1 file(s))" ;;
esac
"""


class Queue:
    """What stands in the folder of the replaced printing system."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "stands").write_text("printer office is idle.  enabled since now\n")
        (folder / "jobs").touch()

    @property
    def given(self):
        return [each.read_bytes() for each in sorted(self.folder.glob("given-*"))]

    @property
    def asked(self):
        return (self.folder / "asked").read_text().splitlines()

    def say(self, name, words=""):
        (self.folder / name).write_text(words)


def laid_on_path(folder, monkeypatch):
    """An `lp` and an `lpstat` of our own before all others."""
    for name in ("lp", "lpstat"):
        (folder / name).write_text(LP.format(folder=folder))
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return Queue(folder)
