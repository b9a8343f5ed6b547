"""The wheel is all that a hospital is given: it must start with nothing of the sources around."""

import re
import subprocess
import sys
import urllib.request
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.house import House

ROOT = Path(__file__).parent.parent
PIP = [sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [*PIP, "wheel", "--no-deps", "--no-build-isolation", ROOT], check=True, cwd=folder
    )
    return next(folder.glob("*.whl"))


def pip_into(environment, *what):
    here = [*PIP, "--python", environment / "bin" / "python", "install", "--no-compile"]
    subprocess.run([*here, *what], check=True)


def locked(name):
    """What a lock pins: each requirement with the digests that it may have."""
    text = (ROOT / name).read_text()
    return set(re.findall(r"^[a-z].*(?:\n    .*)+", text, re.MULTILINE | re.IGNORECASE))


def linked(environment):
    """Links what the lock names, and nothing else, as it is installed where the tests run."""
    there = next(environment.glob("lib/*/site-packages"))
    for each in locked("requirements.lock"):
        named = Requirement(each.partition(" \\")[0])
        if named.marker is None or named.marker.evaluate():
            files = distribution(named.name).files
            here = Path(distribution(named.name).locate_file(""))
            for top in {file.parts[0] for file in files} - {"..", "__pycache__"}:
                if not (there / top).exists():
                    (there / top).symlink_to(here / top)


def test_the_wheel_carries_everything_but_the_tests(wheel):
    tracked = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    ours = {name for name in tracked if name.startswith(("assets/", "web/", "jobs/", "labels/"))}

    carried = set(zipfile.ZipFile(wheel).namelist())

    assert ours - carried == set()
    assert {f"web/static/vendor/{name}" for name in ("htmx.min.js", "pico.min.css")} <= carried
    assert {f"assets/locale/{each}/LC_MESSAGES/rehab.mo" for each in ("ro", "hu")} <= carried
    assert not any(name.startswith("tests/") for name in carried)


def fetched(environment):
    pip_into(environment, "--require-hashes", "-r", ROOT / "requirements.lock")


def test_what_is_installed_with_the_program_was_installed_for_the_tests():
    assert locked("requirements.lock") <= locked("requirements-test.lock")


@pytest.fixture(params=[linked, pytest.param(fetched, marks=pytest.mark.proof)])
def installed(request, wheel, tmp_path):
    """The command, in an environment that holds the wheel and what the lock names for it.

    The tests have these packages already, from the same lines: they are linked. The proof lets
    pip fetch every one of them, which takes it a quarter of a minute.
    """
    environment = tmp_path / "env"
    venv.create(environment, with_pip=False)
    request.param(environment)
    pip_into(environment, "--no-deps", wheel)
    return environment / "bin" / "rehab"


def test_it_starts_from_another_folder_with_the_wheel_alone(installed, tmp_path):
    house = House(tmp_path / "home", command=installed, folder=tmp_path)

    with house.serving() as url:
        page = urllib.request.urlopen(f"{url}/sign-in").read().decode()
        script = urllib.request.urlopen(f"{url}/static/vendor/htmx.min.js").read()

    assert "<title>" in page
    assert b"htmx" in script
    assert house.ended == 0
    assert (house.home / "serve.log").read_text() == f"Rehab Assets is at {url}\n"
