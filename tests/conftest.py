"""What every test may ask for: an empty register, a session on it, and somebody's browser."""

import gc
import shutil
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from functools import cache, partial
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from anyio.from_thread import start_blocking_portal
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session

from assets import files, people, settings, upgrades
from assets.database import Actor, open_engine
from assets.rights import Role
from assets.settings import Settings
from tests import postgres
from tests.browser import Browser
from tests.builders import a_person
from tests.registers import MANUAL, furnished

Copy = Callable[..., AbstractContextManager[str]]
EMPTY, FURNISHED = "empty", "furnished"


def pytest_addoption(parser):
    databases = ["sqlite", "postgresql"]
    parser.addoption("--database", choices=databases, default="sqlite", help="where it is tested")


def pytest_collection_modifyitems(config, items):
    """What no database has a part in is tested once, with SQLite."""
    if config.getoption("database") == "postgresql":
        chosen = [item for item in items if _of_postgresql(item)]
        left_out = [item for item in items if not _of_postgresql(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = chosen


def pytest_collection_finish():
    """What is there by now stays. Looking through it for waste took a quarter of all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _of_postgresql(item):
    return "empty_register" in item.fixturenames and not item.get_closest_marker("sqlite")


@pytest.fixture(scope="session")
def empty_register(request, tmp_path_factory):
    """Makes a register like another, with nobody's rows in it, or a bare one, when it is asked."""
    if request.config.getoption("database") == "postgresql":
        with postgres.server() as server, _postgres_copies(server) as copy:
            yield copy
    else:
        yield _sqlite_copies(tmp_path_factory.mktemp("registers"))


def _sqlite_copies(folder: Path) -> Copy:
    numbers = count(1)
    _lay(f"sqlite:///{folder / EMPTY}.db")

    @contextmanager
    def copy(name: str = "", *, like: str = EMPTY) -> Generator[str]:
        path = folder / f"{name or next(numbers)}.db"
        if like:
            shutil.copy(folder / f"{like}.db", path)
        yield f"sqlite:///{path}"
        for left in folder.glob(f"{path.name}*"):
            left.unlink()

    return copy


@contextmanager
def _postgres_copies(server: postgres.URL) -> Generator[Copy]:
    run, numbers = f"rehab_{uuid4().hex[:12]}", count(1)
    with postgres.database(server, f"{run}_{EMPTY}") as empty:
        _lay(empty.render_as_string(hide_password=False))

        @contextmanager
        def copy(name: str = "", *, like: str = EMPTY) -> Generator[str]:
            model = f"{run}_{like}" if like else "template0"
            with postgres.database(server, f"{run}_{name or next(numbers)}", like=model) as url:
                yield url.render_as_string(hide_password=False)

        yield copy


def _lay(url: str) -> None:
    """Take every step of the migrations. On closing, SQLite folds its log into the file."""
    engine = open_engine(url, durable=False)
    upgrades.upgrade(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def furnished_once(empty_register, tmp_path_factory):
    with empty_register(FURNISHED) as url:
        engine = open_engine(url, durable=False)
        furnished(engine, Settings(home=tmp_path_factory.mktemp("furnished")))
        engine.dispose()
        yield FURNISHED


@pytest.fixture
def database_url(request, empty_register):
    """Of an empty register; where a test asks for `house`, of a copy of the furnished one."""
    asked = "house" in request.fixturenames
    like = request.getfixturevalue("furnished_once") if asked else EMPTY
    with empty_register("register", like=like) as url:
        yield url


@pytest.fixture(scope="session")
def engine_of():
    """The engine of an address: the same in each test, because it learns what SQL it has to say."""
    return cache(partial(open_engine, durable=False))


@pytest.fixture
def engine(database_url, engine_of):
    engine = engine_of(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def house(engine, home):  # noqa: ARG001 - its files are kept in that home
    """The engine of a register with something in every wing."""
    files.receive(*MANUAL, settings.load())
    return engine


@pytest.fixture
def bare(empty_register, engine_of):
    """A database with nothing in it."""
    with empty_register("bare", like="") as url:
        engine = engine_of(url)
        yield engine
        engine.dispose()


@pytest.fixture
def session(engine):
    """For arranging and asserting. Autocommit: it holds no lock the browser could wait for."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        info = {"by": Actor("test")}
        with Session(connection, info=info, expire_on_commit=False) as session:
            yield session


@pytest.fixture(scope="session")
def app_of():
    """The application over an engine: the same in each test, for its routes take long to lay."""
    from web.app import create_app  # noqa: PLC0415 - tests of the register do without the web

    return cache(lambda engine: create_app(engine, settings.load()))


@pytest.fixture
def app(engine, app_of, home):  # noqa: ARG001 - the settings are read from that home
    app = app_of(engine)
    app.state.settings = settings.load()
    return app


@pytest.fixture
def browser(app):
    """A stranger's."""
    return Browser(app)


@pytest.fixture
def technician(app, session):
    """Signed in, and a technician everywhere."""
    return Browser(app).sign_in(a_person(session, Role.TECHNICIAN))


@pytest.fixture
def administrator(app, session):
    return Browser(app).sign_in(a_person(session, Role.ADMINISTRATOR))


@pytest.fixture(scope="session", autouse=True)
def one_loop():
    """All browsers ask through one loop, as they do of a server; else each request lays its own."""
    with start_blocking_portal() as Browser.portal:
        yield


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Each test keeps its files in a home of its own, whatever this machine is set to."""
    for name in ("DATABASE_URL", "BASE_URL", "SMTP_URL", "SECRET_KEY"):
        monkeypatch.delenv(f"REHAB_{name}", raising=False)
    monkeypatch.setenv("REHAB_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Passwords are hashed slowly on purpose; here a thousand people sign in."""
    quick = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "hasher", PasswordHash((quick,)))
        yield
