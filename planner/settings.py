"""Settings of an installation, from the environment: QUARTERDECK_DATA, QUARTERDECK_DATABASE_URL and so on."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from planner.errors import BadInput

PREFIX = "QUARTERDECK_"
SQLITE_FILE = "quarterdeck.sqlite"


def _default_folder() -> Path:
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "quarterdeck"


class Settings(BaseModel):
    """Everything an operator can set. Durations are seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)

    data: Path = Field(default_factory=_default_folder)
    """Folder of the embedded database and of the work files of jobs."""
    database_url: str = ""
    """SQLAlchemy address; empty: the embedded database in the data folder."""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    embedded_worker: bool | None = None
    """Whether the server starts a worker of its own; by default only with the embedded database."""
    worker_jobs: Annotated[int, Field(ge=1, le=256)] = Field(
        default_factory=lambda: max(1, (os.cpu_count() or 2) - 1)
    )
    """Jobs that one worker runs at the same time."""
    job_poll: Annotated[float, Field(gt=0, le=5)] = 0.25
    """How often a worker looks at the solving process: progress and cancellation."""
    queue_poll: Annotated[float, Field(gt=0, le=60)] = 0.5
    """How often a worker looks for new jobs."""
    job_attempts: Annotated[int, Field(ge=1, le=20)] = 3
    """A job whose process died so many times has failed."""
    job_grace: Annotated[float, Field(gt=0, le=60)] = 3.0
    """How long a cancelled solving process may take to write its best plan before it is killed."""
    job_memory_mb: Annotated[int, Field(ge=0)] = 0
    """Address space of a solving process in megabytes; 0: no limit."""
    lease: Annotated[float, Field(gt=0.2, le=600)] = 20.0
    """A worker that was not heard of for so long loses its jobs to others (PostgreSQL)."""
    warm_up: bool = True
    """Whether a worker compiles the solver when it starts, so that no job waits for it."""
    session_days: Annotated[int, Field(ge=1, le=365)] = 30
    """How long a browser stays signed in."""

    @model_validator(mode="after")
    def _known_database(self) -> Self:
        if self.database_url and not self.database_url.startswith(("sqlite", "postgresql")):
            scheme = self.database_url.partition(":")[0]
            raise ValueError(f"'{scheme}' is no kind of database: use sqlite:/// or postgresql://")
        return self

    @property
    def database(self) -> str:
        """Address of the database with the driver named."""
        if not self.database_url:
            return f"sqlite:///{self.data.absolute() / SQLITE_FILE}"
        scheme, rest = self.database_url.split(":", 1)
        return f"postgresql+psycopg:{rest}" if scheme == "postgresql" else self.database_url

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file that one server and one worker share."""
        return self.database.startswith("sqlite")

    @property
    def starts_worker(self) -> bool:
        """Whether the server starts a worker of its own."""
        return self.is_sqlite if self.embedded_worker is None else self.embedded_worker

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **given: object) -> Self:
        """Settings from QUARTERDECK_* variables; what is given (and not None) comes first.

        Raises
        ------
        BadInput
            When a value cannot be used; the message names the variable.
        """
        source = os.environ if environment is None else environment
        values: dict[str, object] = {
            name: source[PREFIX + name.upper()]
            for name in cls.model_fields
            if source.get(PREFIX + name.upper(), "") != ""
        }
        values |= {name: value for name, value in given.items() if value is not None}
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            place = str(first["loc"][0]).upper() if first["loc"] else "DATABASE_URL"
            message = str(first["msg"]).removeprefix("Value error, ")
            raise BadInput(f"{PREFIX}{place}: {message}") from error

    def environment(self) -> dict[str, str]:
        """These settings as variables for a process of ours."""
        values = self.model_dump(mode="json", exclude_none=True)
        return {PREFIX + name.upper(): str(value) for name, value in values.items() if value != ""}
