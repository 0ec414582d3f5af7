"""The database and its sessions: the only place that begins, commits and rolls back."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import InternalError as DatabaseInternalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from planner.errors import InternalError, Unavailable, VersionConflict

BUSY_MILLISECONDS = 30_000
IDLE_MILLISECONDS = 60_000
"""After which PostgreSQL ends a transaction in which nothing happens: a process that was stopped inside one must not
keep its rows from the others."""
REQUESTS_AT_ONCE = 20
"""Transactions of requests at the same time. There are more connections than that: for followers and health."""
POOL = {"pool_size": 10, "max_overflow": REQUESTS_AT_ONCE}
WRITES = "quarterdeck_writes"
READ_ONLY = "quarterdeck_read_only"
UNIT, WRITTEN = "quarterdeck_unit", "quarterdeck_written"
DATABASE = "quarterdeck_database"
SQLITE_WRONG = "SQLITE_ERROR"
IDLE_TOO_LONG = "25P03"
"""PostgreSQL's code for a transaction that it has ended because nothing happened in it."""


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL with the same transactions on both.

    SQLite: foreign keys are kept; the log is written ahead, so that readers never wait; writers take the lock
    when they begin: a transaction that reads first and writes later fails at once when another came between.
    """
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True, **POOL)
        event.listen(engine, "connect", _prepare_postgres)
        return engine
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True, **POOL)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@event.listens_for(Engine, "connect")
def _fractions_of_seconds(connection: Any, _: object) -> None:
    """Teach an SQLite before 3.42 the modifier 'subsec', on every connection of the process.

    From Python 3.12 on the queue's tables use it without asking for the version of SQLite, where it is null.
    """
    if isinstance(connection, sqlite3.Connection) and sqlite3.sqlite_version_info < (3, 42):
        connection.create_function("unixepoch", 1, _unix_epoch)


def _unix_epoch(modifier: object) -> float | None:
    return {"subsec": time.time(), "now": int(time.time())}.get(str(modifier))


def _prepare_postgres(connection: Any, _: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = {IDLE_MILLISECONDS}")
    connection.commit()


def _prepare_sqlite(connection: Any, _: object) -> None:
    # We send BEGIN ourselves: the driver would only begin at the first write.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@event.listens_for(AnySession, "before_flush")
def _note_writes(session: AnySession, *_: object) -> None:
    if session.new or session.dirty or session.deleted:
        if session.info.get(READ_ONLY):
            raise InternalError("a reading session was asked to write")
        session.info[WRITTEN] = True


@contextmanager
def _lost_is_unavailable() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, DatabaseInternalError, NoConnectionLeft) as error:
        if is_lost(error):
            raise Unavailable("The database cannot be reached at the moment; try again soon.") from error
        raise


def is_lost(error: SQLAlchemyError) -> bool:
    """Whether the database was away or had no place for us, rather than asked something wrong."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        # A missing table is an operational error too for SQLite, and has no code of its own.
        return getattr(cause, "sqlite_errorname", SQLITE_WRONG) != SQLITE_WRONG
    if isinstance(error, DatabaseInternalError):
        return getattr(cause, "sqlstate", "") == IDLE_TOO_LONG
    return True


class Database:
    """An engine and the units of work on it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is an embedded file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A unit of work: committed when the block ends well, rolled back otherwise.

        Keep it short: on SQLite no other writer gets in meanwhile.

        Raises
        ------
        VersionConflict
            When a row was changed by somebody else since this unit read it.
        Unavailable
            When the database is away or busy for too long.
        """
        engine = self.engine.execution_options(**{WRITES: True})
        with _lost_is_unavailable(), Session(engine, expire_on_commit=False) as session:
            session.info.update({DATABASE: self, UNIT: True})
            try:
                yield session
                session.commit()
            except StaleDataError as error:
                session.rollback()
                raise VersionConflict("Somebody else changed this meanwhile; load it again.", 0) from error
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database and refuses to write; Unavailable when that is away."""
        engine = self.engine.execution_options(**{WRITES: False})
        with _lost_is_unavailable(), Session(engine) as session:
            session.info.update({DATABASE: self, READ_ONLY: True})
            try:
                yield session
            finally:
                session.rollback()

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def database_of(session: Session) -> Database:
    """The database of a session that `Database` made."""
    database = session.info.get(DATABASE)
    if not isinstance(database, Database):
        raise InternalError("the session was not opened by a Database")
    return database


def pause(session: Session) -> None:
    """Before long work: end the transaction with what was written so far, so that nobody waits for it."""
    session.commit()


def release(session: Session) -> None:
    """Let go of the database until the next query: nobody has to wait, and no old state is held for long.

    Raises
    ------
    InternalError
        When a unit of work has written already: what it wrote may not be stored without the rest.
    """
    if session.info.get(UNIT) and (session.info.get(WRITTEN) or session.new):
        raise InternalError("a unit of work that has written was asked to let go")
    if session.info.get(UNIT) or session.info.get(READ_ONLY):
        session.rollback()
