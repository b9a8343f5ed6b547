"""What every list, choice and search costs with a hundred things, and with a hundred thousand."""

from pathlib import Path
from tempfile import TemporaryDirectory

import typer
from sqlmodel import Session, select

from assets.database import open_engine
from assets.inventory.register import Asset
from tests.benchmarks import filling, serving
from tests.benchmarks.clients import request, taken
from tests.benchmarks.filling import Keys
from tests.benchmarks.serving import Served

FEW = 100
TIMES, WARM = 30, 6
MOST = 0.050
LISTS = (
    "/",
    "/assets",
    "/assets?sort=-due_on",
    "/assets?due=late",
    "/assets?due=later",
    "/assets?condition=down",
    "/assets?site=MOR&condition=down",
    "/assets?lot=L0",
    "/assets?custodian={custodian}",
    "/assets?part_of={whole}",
    "/assets/bulk?all=true&lot=L0",
    "/assets/custodians?custodian=cust&place=Lovrin",
    "/places",
    "/places?search=sala",
    "/catalogue",
    "/catalogue/models?search=model",
    "/catalogue/suppliers?search=maker",
    "/labels",
    "/labels?site=LOV&unprinted=true",
    "/loans",
    "/loans?state=returned",
    "/transfers?state=received",
    "/documents",
    "/documents?site=LOV",
    "/orders",
    "/plans",
    "/trail",
    "/trail?site=LOV",
    "/find?search=certificate",
    "/find?search=sala+17",
)


def compare(keys: Keys, served: Served, many: Path) -> None:
    """Ask all of it of a small register, and of the one that is served already."""
    with TemporaryDirectory(prefix="rehab-bench-") as folder:
        file = Path(folder, "rehab.db")
        few = filling.filled(f"sqlite:///{file}", FEW)
        here, there = _known(file), _known(many)
        with serving.rehab(Path(folder)) as small:
            typer.echo(f"\n{'':<52}{FEW:>12,}{filling.ASSETS:>12,}   things")
            for address in LISTS:
                one = _median(small, few, address.format(**here))
                other = _median(served, keys, address.format(**there))
                verdict = "ok" if other <= MOST else f"missed: {MOST * 1000:.0f} ms"
                typer.echo(f"{address:<52}{one * 1000:>9.1f} ms{other * 1000:>9.1f} ms   {verdict}")


def _known(file: Path) -> dict[str, str]:
    """Who has the first thing in her care, and its tag."""
    engine = open_engine(f"sqlite:///{file}")
    with Session(engine) as session:
        first = session.exec(select(Asset).order_by(Asset.tag).limit(1)).one()
        said = {"custodian": str(first.custodian_id), "whole": first.tag}
    engine.dispose()
    return said


def _median(served: Served, keys: Keys, path: str) -> float:
    asked = request(path, Cookie=f"rehab_session={keys.cookie}")
    taken(served.port, [asked] * WARM)
    measured = taken(served.port, [asked] * TIMES)
    assert not measured.errors, path
    return measured.p50
