"""Units of work: all or nothing, writers one after the other, readers never in the way."""

import datetime as dt
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlmodel import select

from planner.errors import InternalError, Unavailable, VersionConflict
from planner.persistence import database as database_module
from planner.persistence.columns import utc_now
from planner.persistence.database import Database
from planner.persistence.tables import Organisation, PortfolioTable, User


def test_a_unit_of_work_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        session.add(Organisation(id="one", name="One"))
        session.flush()
        raise RuntimeError
    with database.read() as session:
        assert session.exec(select(Organisation)).all() == []


def test_a_reading_session_refuses_to_write(database: Database) -> None:
    with pytest.raises(InternalError, match="asked to write"), database.read() as session:
        session.add(Organisation(id="one", name="One"))
        session.flush()


def test_a_reader_is_not_kept_waiting_by_a_writer(database: Database) -> None:
    with database.write() as writer:
        writer.add(Organisation(id="one", name="One"))
        writer.flush()
        with database.read() as reader:
            assert reader.exec(select(Organisation)).all() == []


def test_references_are_kept(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(User(id="u", organisation_id="nobody", name="U", role=10))


def test_a_process_that_stops_inside_a_transaction_does_not_keep_the_others_out(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "IDLE_MILLISECONDS", 300)
    database = Database(request.getfixturevalue("postgres"))
    lock = text("select pg_advisory_xact_lock(20270104)")
    with pytest.raises(Unavailable), database.write() as stopped:
        stopped.execute(lock)
        with database.write() as other:
            other.execute(lock)
        stopped.execute(text("select 1"))
    database.engine.dispose()


def test_writers_that_read_first_wait_for_each_other(database: Database) -> None:
    """Two threads add one to the same number ten times each: none of the twenty is lost, none fails."""
    with database.write() as session:
        session.add(Organisation(id="one", name="0"))
    errors: list[BaseException] = []

    def count() -> None:
        try:
            for _ in range(10):
                with database.write() as session:
                    query = select(Organisation).where(Organisation.id == "one").with_for_update()
                    row = session.exec(query).one()
                    row.name = str(int(row.name) + 1)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with database.read() as session:
        assert session.get_one(Organisation, "one").name == "20"


def test_a_row_that_changed_under_us_is_a_version_conflict(database: Database) -> None:
    with database.write() as session:
        session.add(Organisation(id="one", name="One"))
        session.flush()
        session.add(PortfolioTable(id="p", organisation_id="one", name="P", settings={}, updated_by="x"))
    with pytest.raises(VersionConflict), database.write() as session:
        portfolio = session.get_one(PortfolioTable, "p")
        # As a writer that slipped in between would have done.
        session.connection().execute(text("update portfolio set version = version + 1"))
        portfolio.name = "Q"
    with database.read() as session:
        assert session.get_one(PortfolioTable, "p").name == "P"


def test_times_come_back_in_utc_and_local_ones_are_refused(database: Database) -> None:
    zone = dt.timezone(dt.timedelta(hours=5, minutes=30))
    moment = dt.datetime(2027, 1, 4, 2, 15, tzinfo=zone)
    with database.write() as session:
        session.add(Organisation(id="one", name="One", created_at=moment))
    with database.read() as session:
        stored = session.get_one(Organisation, "one").created_at
    assert stored == moment
    assert stored.utcoffset() == dt.timedelta(0)
    with pytest.raises(StatementError, match="no time zone"), database.write() as session:
        session.add(Organisation(id="two", name="Two", created_at=utc_now().replace(tzinfo=None)))


def test_a_database_that_is_away_is_unavailable_and_a_wrong_question_is_not(database: Database) -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=1")
    for unit in (away.read, away.write):
        with pytest.raises(Unavailable, match="cannot be reached"), unit() as session:
            session.exec(select(Organisation)).all()
    with pytest.raises(DBAPIError), database.read() as session:
        session.connection().execute(text("select 1 from no_such_table"))


def test_connections_that_were_cut_are_replaced(database: Database) -> None:
    """A PostgreSQL that was restarted, as far as it can be seen from here."""
    if database.is_sqlite:
        pytest.skip("a file has no connections to cut")
    cut = text(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )
    admin = Database(database.url)
    with pytest.raises(Unavailable), database.read() as session:
        session.exec(select(Organisation)).all()
        with admin.read() as other:
            other.connection().execute(cut)
        session.exec(select(Organisation)).all()
    admin.close()
    with database.read() as session:
        assert session.exec(select(Organisation)).all() == []


def test_an_sqlite_folder_that_is_away_is_unavailable_until_it_is_back(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    folder.mkdir()
    database = Database(f"sqlite:///{folder / 'our.sqlite'}")
    with database.write() as session:
        session.connection().execute(text("create table t (a int)"))
    database.close()
    folder.rename(elsewhere)
    with pytest.raises(Unavailable), database.read() as session:
        session.connection().execute(text("select a from t"))
    elsewhere.rename(folder)
    with database.read() as session:
        assert session.connection().execute(text("select a from t")).all() == []
    database.close()
