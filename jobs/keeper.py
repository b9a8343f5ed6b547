"""Who keeps the timetable when several processes could: one of them, and the next when it dies."""

import fcntl
from io import FileIO
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

NUMBER = 7_320_147  # any number but the trail's, the same in every process of one register


class Keeper:
    """The one lock of a register. The system lets go of it when its process ends, however it ends.

    Beside SQLite it is a file; in PostgreSQL it is held by a connection of its own.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._guard = Lock()
        self._file: FileIO | None = None
        self._connection: Connection | None = None

    def holds(self) -> bool:
        """Whether it is ours, taking it if it is free."""
        with self._guard:
            if self._engine.dialect.name == "postgresql":
                return self._still_connected() or self._connect()
            return self._file is not None or self._open()

    def let_go(self) -> None:
        with self._guard:
            for held in (self._file, self._connection):
                if held is not None:
                    held.close()
            self._file, self._connection = None, None

    def _open(self) -> bool:
        file = FileIO(Path(f"{self._engine.url.database}.keeper"), "a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def _connect(self) -> bool:
        apart = create_engine(self._engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        connection = apart.connect()
        if connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({NUMBER})").scalar_one():
            self._connection = connection
            return True
        connection.close()
        return False

    def _still_connected(self) -> bool:
        """Whether the connection stands; with it the server would have let the lock go too."""
        if self._connection is None:
            return False
        try:
            self._connection.exec_driver_sql("SELECT 1")
        except DBAPIError:
            self._connection.close()
            self._connection = None
            return False
        return True
