"""The wheel is all that a hospital is given: it must start with nothing of the sources around."""

import subprocess
import sys
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

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


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The command, in an environment that holds the wheel and what the lock names for it."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder / "env", with_pip=False)
    into = [*PIP, "--python", folder / "env" / "bin" / "python", "install", "--no-compile"]
    subprocess.run([*into, "--require-hashes", "-r", ROOT / "requirements.lock"], check=True)
    subprocess.run([*into, "--no-deps", wheel], check=True)
    return folder / "env" / "bin" / "rehab"


def test_the_wheel_carries_everything_but_the_tests(wheel):
    tracked = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    ours = {name for name in tracked if name.startswith(("assets/", "web/", "jobs/", "labels/"))}

    carried = set(zipfile.ZipFile(wheel).namelist())

    assert ours - carried == set()
    assert {f"web/static/vendor/{name}" for name in ("htmx.min.js", "pico.min.css")} <= carried
    assert {f"assets/locale/{each}/LC_MESSAGES/rehab.mo" for each in ("ro", "hu")} <= carried
    assert not any(name.startswith("tests/") for name in carried)


def test_it_starts_from_another_folder_with_the_wheel_alone(installed, tmp_path):
    house = House(tmp_path / "home", command=installed, folder=tmp_path)

    with house.serving() as url:
        page = urllib.request.urlopen(f"{url}/sign-in").read().decode()
        script = urllib.request.urlopen(f"{url}/static/vendor/htmx.min.js").read()

    assert "<title>" in page
    assert b"htmx" in script
