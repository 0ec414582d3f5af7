"""The verbs `serve`, `worker`, `migrate` and `demo`."""

import socket
from pathlib import Path

import click

from planner.commands.files import file_option
from planner.commands.output import DONE, answers, emit, json_option, say
from planner.errors import BadInput
from planner.logs import log_to_standard_error
from planner.settings import Settings

SHUTDOWN_SECONDS = 2

data_option = file_option("--data", help="Folder of the embedded database.")


@click.command("serve")
@click.option("--demo", is_flag=True, help="Begin with a demo portfolio and a plan of it.")
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on.  [default: 8000]")
@data_option
@json_option
@answers
def serve_command(demo: bool, host: str | None, port: int | None, data: Path | None, as_json: bool) -> int:
    """Open Quarterdeck in the browser: pages, API and a worker."""
    import uvicorn

    from api.app import create_app
    from planner.services.demo import open_demo
    from planner.services.identity import create_login_link, local_context
    from planner.services.installation import close_database, open_database

    log_to_standard_error()
    settings = Settings.from_environment(host=host, port=port, data=data)
    listener = _listen(settings)
    database = open_database(settings)
    with database.write() as session:
        context = local_context(session)
        link = create_login_link(context)
    if demo:
        with database.write() as session:
            open_demo(local_context(session))
    close_database(database)
    address = _address(listener)
    say(f"Quarterdeck is at {address}")
    login = f"{address}/login?token={link}"
    say(f"Sign in once with {login}")
    if as_json:
        emit({"address": address, "login": login}, "", as_json=True)
    config = uvicorn.Config(
        create_app(settings, warm=True),
        log_level="warning",
        lifespan="on",
        # Who follows a job would otherwise keep the server up until that has ended.
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    return DONE


def _listen(settings: Settings) -> socket.socket:
    """The port, taken before anything else is done; BadInput with a sentence when it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise BadInput(
            f"Port {settings.port} on {settings.host} cannot be used ({reason.lower()}): "
            f"choose another with --port, for example --port {settings.port % 65535 + 1}."
        ) from error
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


@click.command("worker")
@data_option
@json_option
@answers
def worker_command(data: Path | None, as_json: bool) -> int:
    """Take jobs from the queue until told to stop. PostgreSQL: as many workers as you like."""
    from planner.jobs.worker import run_worker

    log_to_standard_error()

    def ready(executor_id: str) -> None:
        if as_json:
            emit({"worker": executor_id}, "", as_json=True)

    run_worker(Settings.from_environment(data=data), on_ready=ready)
    return DONE


@click.command("migrate")
@data_option
@json_option
@answers
def migrate_command(data: Path | None, as_json: bool) -> int:
    """Bring the database up to date."""
    from planner.persistence.migration import current_revision
    from planner.services.installation import close_database, open_database

    database = open_database(Settings.from_environment(data=data))
    revision = current_revision(database)
    close_database(database)
    emit({"revision": revision}, f"the database is at revision {revision}", as_json=as_json)
    return DONE


@click.command("demo")
@data_option
@json_option
@answers
def demo_command(data: Path | None, as_json: bool) -> int:
    """Create the demo portfolio, or bring it back to how it was, and ask for a plan of it."""
    from planner.services.demo import open_demo
    from planner.services.identity import local_context
    from planner.services.installation import close_database, open_database

    database = open_database(Settings.from_environment(data=data))
    with database.write() as session:
        demo = open_demo(local_context(session), reset=True)
    close_database(database)
    payload = {"portfolio": demo.portfolio_id, "job": demo.job_id}
    emit(payload, f"portfolio {demo.portfolio_id}, planned by job {demo.job_id}", as_json=as_json)
    return DONE
