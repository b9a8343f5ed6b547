"""What the import contracts, the linter and the types do not see."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from fastapi.routing import iter_route_contexts
from sqlmodel import SQLModel

import assets
from assets import schema
from web.access import Guard, Open, Slow

ROOT = Path(__file__).parent.parent
HOUSE = ("assets", "web", "jobs", "labels")
TRACKED = [
    ROOT / name
    for name in subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    if (ROOT / name).exists()
]
MODULES = [path for path in TRACKED if path.suffix == ".py" and "versions" not in path.parts]
LOCKS = {"requirements.lock", "requirements-test.lock", "package-lock.json"}

# The look's files; what the API is like, which says nothing of anybody's things; and the way in,
# where a password is checked before any transaction is open.
OPEN_TO_ALL = {
    "* /static",
    "GET /api/openapi.json",
    "HEAD /api/openapi.json",
    "POST /sign-in",
}

# The clock is read where a transaction begins, and by the trail for a session without one.
READ_THE_CLOCK = {"assets/database.py", "assets/trail.py"}


def short(path):
    return path.relative_to(ROOT).as_posix()


def words_of(path):
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_a_module_fits_in_400_lines():
    long = {short(path): lines for path in MODULES if (lines := len(open_lines(path))) > 400}

    assert long == {}


def test_a_function_fits_in_40_lines():
    long = [
        f"{short(path)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > 40
    ]

    assert long == []


def open_lines(path):
    return path.read_text().splitlines()


def test_every_route_says_who_may_use_it(app):
    routes = list(iter_route_contexts(app.routes))

    unguarded = {
        f"{method} {route.path}"
        for route in routes
        for method in getattr(route, "methods", None) or ("*",)
        if not guards(route)
    }

    assert len(routes) > 20
    assert unguarded == OPEN_TO_ALL


def guards(route):
    depends = getattr(route, "dependencies", ())
    return [each for each in depends if isinstance(each.dependency, Guard | Open | Slow)]


def test_every_table_stands_in_the_schema():
    for module in pkgutil.walk_packages(assets.__path__, "assets."):
        importlib.import_module(module.name)

    homes = {mapper.class_.__module__ for mapper in SQLModel._sa_registry.mappers}  # noqa: SLF001

    assert homes <= {module.__name__ for module in schema.MODULES}


def test_every_package_has_a_contract_for_what_is_inside_it():
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    held = {name for rule in rules["contracts"] for name in rule.get("containers", [])}
    for rule in rules["contracts"]:
        held |= {name.removesuffix(".*") for name in rule.get("modules", [])}

    packages = {short(path.parent).replace("/", ".") for path in MODULES if in_the_house(path)}
    loose = {
        package
        for package in packages
        if package not in held and ".".join([*package.split(".")[:-1], "*"]) not in held
    }

    assert loose == set()


def in_the_house(path):
    top, *inner = path.relative_to(ROOT).parts
    return top in HOUSE and path.name != "__init__.py" and "migrations" not in inner


def test_what_the_house_imports_is_named_as_its_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["channels"]]
    named = {re.split(r"[\[<>=]", each)[0] for each in wanted}
    providers = packages_distributions()

    unnamed = {
        f"{short(path)}: {package}"
        for path in MODULES
        if short(path).partition("/")[0] in HOUSE
        for package in imported(path) - {*HOUSE, *sys.stdlib_module_names}
        if not {normal(each) for each in providers.get(package, [])} & {*map(normal, named)}
    }

    assert unnamed == set()


def imported(path):
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {each.name.partition(".")[0] for each in node.names}
        if isinstance(node, ast.ImportFrom):
            found.add(node.module.partition(".")[0])
    return found


def normal(name):
    return re.sub("[-_.]+", "-", name).lower()


def test_the_domain_never_reads_the_clock():
    read = {
        short(path)
        for path in MODULES
        if short(path).startswith("assets/")
        and re.search(r"\.(now|today|utcnow)\(|time\.time\(", path.read_text())
    }

    assert read == READ_THE_CLOCK


def test_only_one_module_speaks_htmx():
    speakers = {
        short(path)
        for path in MODULES
        if short(path).startswith("web/") and re.search(r"[\"']HX-", path.read_text())
    }

    assert speakers == {"web/page.py"}


def test_nothing_names_one_machine_or_where_packages_come_from():
    named = re.compile(
        r"/(?:work|root|farm|Users)/|\.\./shared"
        r"|files\.pythonhosted|registry\.npmjs|deb\.debian\.org|https?://pypi\."
    )

    found = {
        f"{short(path)}: {match.group()}"
        for path in TRACKED
        if (match := named.search(words_of(path)))
    }

    assert found == set()


def test_the_locks_hold_digests_and_no_addresses():
    for name in LOCKS:
        lock = (ROOT / name).read_text()

        assert "sha512-" in lock or "--hash=sha256:" in lock
        assert "resolved" not in lock
        assert not re.search(r"^-|index-url|find-links|file:", lock, re.MULTILINE)
