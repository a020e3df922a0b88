"""What the environment sets for a worker: TREATY_TASK_QUEUE, TREATY_OUTBOX and so on.

Each has a line in docs/operations.md, which a test compares with the fields below.
"""

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    Field,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

import procedures as law_files
from activities.stores import DEFAULT
from workflows.ids import TASK_QUEUE

LOOPBACK = "127.0.0.1"
PORTS = range(1, 2**16)


def listening(written: str) -> str:
    """Where to listen, as host and port; a port alone is one of this machine's loopback.

    Raises:
        ValueError: it is neither.

    """
    host, _, port = written.strip().rpartition(":")
    host = LOOPBACK if host in ("", "localhost") else host
    try:
        ipaddress.ip_address(host.strip("[]"))
        known = int(port) in PORTS
    except ValueError:
        known = False
    if not known:
        raise ValueError(
            f"{written!r} is no place to listen: write a port, such as 9464, or for others than "
            "this machine an address of its own too: 0.0.0.0:9464"
        )
    return f"{host}:{port}"


Listening = Annotated[str, AfterValidator(listening)]


def version_name(written: str) -> str:
    """A name that Temporal takes for a version of workers, and that fits a line.

    Raises:
        ValueError: it is none.

    """
    if not re.fullmatch("[A-Za-z0-9][A-Za-z0-9_.+-]{0,99}", written):
        raise ValueError(
            f"{written!r} is no name of a version: write up to a hundred letters, digits and any "
            "of _ . + -, such as 2027-01-15"
        )
    return written


VersionName = Annotated[str, AfterValidator(version_name)]


class Settings(BaseSettings):
    """A worker's settings; one that cannot be used stops it before it takes any work."""

    model_config = SettingsConfigDict(
        env_prefix="TREATY_", populate_by_name=True, hide_input_in_errors=True
    )

    task_queue: str = TASK_QUEUE
    outbox: Path = Path(".local/outbox")
    register_at: str = Field(
        DEFAULT, validation_alias="TREATY_REGISTER", repr=False
    )  # of a database it has the password
    procedures: Path = law_files.FOLDER
    directory: Path | None = None
    keyring: Path | None = None
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    smtp_host: str | None = None
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_security: Literal["none", "starttls", "tls"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_sender: str = "treaty@localhost"
    smtp_cafile: Path | None = None
    smtp_timeout: PositiveFloat = 30
    webhooks: Path | None = None
    health: Listening | None = None
    metrics: Listening | None = None
    metrics_every: PositiveFloat = 60
    """Seconds between two counts of what is open, overdue and undelivered."""
    tracing: bool = False
    concurrency: PositiveInt | None = None
    """So many tasks of each kind at once; without it, as many as memory and processors allow."""
    cache: PositiveInt = 2000
    """Workflows that stay in memory, 0.1 MB each; fewer than act are slow (tuning.py)."""
    deployment: VersionName | None = None
    build: VersionName | None = Field(None, validate_default=True)
    """The version of the worker, of which its deployment is the name; both, or neither."""

    @field_validator("build")
    @classmethod
    def _with_deployment(cls, build: str | None, others: ValidationInfo) -> str | None:
        if (build is None) != (others.data.get("deployment", build) is None):
            raise ValueError(
                "a version of workers has both: set TREATY_DEPLOYMENT to the name of the "
                "deployment and TREATY_BUILD to the build, or unset both"
            )
        return build


def variables() -> tuple[str, ...]:
    """The names of all of them, as the environment has them."""
    fields = Settings.model_fields.items()
    return tuple(str(it.validation_alias or f"TREATY_{name.upper()}") for name, it in fields)


def mistakes(error: ValidationError) -> str:
    """What is wrong in the environment, by the names that are written there."""
    found = law_files.told(error, Settings)
    return "; ".join(f"{_variable(str(it['loc'][0]))}: {says}" for it, says in found)


def _variable(name: str) -> str:
    return name if name.startswith("TREATY_") else f"TREATY_{name.upper()}"
