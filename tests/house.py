"""A whole installation for a test: a home, its command, and the server that runs on it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

REHAB = Path(sys.executable).with_name("rehab")
PATIENCE = 30


class House:
    """A home of its own, whatever this machine is set to."""

    def __init__(self, home, *, command=REHAB, folder=None, **settings):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("REHAB_")}
        given = {f"REHAB_{name.upper()}": value for name, value in settings.items()}
        self.environment = kept | {"REHAB_HOME": str(home)} | given
        self.home, self.command, self.folder = home, command, folder
        home.mkdir(parents=True, exist_ok=True)

    def rehab(self, *words, says=""):
        """What the command says when it is told `says`. It fails the test when it fails."""
        done = self.tried(*words, says=says)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tried(self, *words, says=""):
        return subprocess.run(
            [self.command, *words],
            input=says,
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def serving(self, *options, ending=signal.SIGTERM):
        """The address it serves on, until it is told to end; `ended` is how it did."""
        port = free_port()
        log = self.home / "serve.log"
        with log.open("w") as written:
            server = subprocess.Popen(
                [self.command, "serve", "--port", str(port), *options],
                env=self.environment,
                cwd=self.folder,
                stdout=written,
                stderr=subprocess.STDOUT,
            )
        try:
            url = f"http://127.0.0.1:{port}"
            _await(url, server, log)
            yield url
        finally:
            server.send_signal(ending)
            self.ended = server.wait(PATIENCE)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as asked:
        return asked.getsockname()[1]


def _await(url, server, log):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                return
        except URLError:
            time.sleep(0.05)
    raise AssertionError(log.read_text())
