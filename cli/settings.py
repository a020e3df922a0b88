"""The options that every command takes: the form of the output, and Temporal's own connection.

They are added to each command once, by `with_settings`, and kept where whoever
connects or prints finds them; no command passes them on.
"""

import functools
import inspect
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any

import typer

PANEL = "Connection"


class Output(StrEnum):
    """The form of the output."""

    text = "text"
    json = "json"


OUTPUT: ContextVar[Output] = ContextVar("output", default=Output.text)
CONNECTION: ContextVar[Mapping[str, str]] = ContextVar("connection", default=MappingProxyType({}))
"""What the flags say, under the names that Temporal's own environment variables have."""

VARIABLES = {
    "address": "TEMPORAL_ADDRESS",
    "namespace": "TEMPORAL_NAMESPACE",
    "api_key": "TEMPORAL_API_KEY",
    "tls": "TEMPORAL_TLS",
    "tls_ca_path": "TEMPORAL_TLS_SERVER_CA_CERT_PATH",
    "tls_cert_path": "TEMPORAL_TLS_CLIENT_CERT_PATH",
    "tls_key_path": "TEMPORAL_TLS_CLIENT_KEY_PATH",
    "tls_server_name": "TEMPORAL_TLS_SERVER_NAME",
    "profile": "TEMPORAL_PROFILE",
    "config_file": "TEMPORAL_CONFIG_FILE",
}


def _options(
    output: Annotated[
        Output, typer.Option("--output", "-o", help="text, or json for programs.")
    ] = Output.text,
    address: Annotated[
        str | None,
        typer.Option(help="The server; if not given, localhost:7233.", rich_help_panel=PANEL),
    ] = None,
    namespace: Annotated[
        str | None, typer.Option("--namespace", "-n", help="Its namespace.", rich_help_panel=PANEL)
    ] = None,
    api_key: Annotated[
        str | None, typer.Option(help="API key; turns TLS on.", rich_help_panel=PANEL)
    ] = None,
    tls: Annotated[
        bool | None, typer.Option("--tls", help="Encrypt.", rich_help_panel=PANEL)
    ] = None,
    tls_ca_path: Annotated[
        str | None, typer.Option(help="The server's CA.", rich_help_panel=PANEL)
    ] = None,
    tls_cert_path: Annotated[
        str | None, typer.Option(help="Own certificate.", rich_help_panel=PANEL)
    ] = None,
    tls_key_path: Annotated[
        str | None, typer.Option(help="Own private key.", rich_help_panel=PANEL)
    ] = None,
    tls_server_name: Annotated[
        str | None, typer.Option(help="Name to expect.", rich_help_panel=PANEL)
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="Profile in the file.", rich_help_panel=PANEL)
    ] = None,
    config_file: Annotated[
        str | None, typer.Option(help="Temporal's config file.", rich_help_panel=PANEL)
    ] = None,
) -> None:
    """Only the signature counts: it is added to every command's own."""


SHARED = tuple(inspect.signature(_options).parameters.values())


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """The command, which now takes the shared options too and need not know them."""

    @functools.wraps(command)
    def wrapper(**given: Any) -> None:
        OUTPUT.set(given.pop("output"))
        flags = {name: given.pop(name) for name in VARIABLES}
        CONNECTION.set(_as_variables(flags))
        command(**given)

    own = inspect.signature(command)
    together = (*own.parameters.values(), *SHARED)
    keyword = [it.replace(kind=inspect.Parameter.KEYWORD_ONLY) for it in together]
    vars(wrapper)["__signature__"] = own.replace(parameters=keyword)
    return wrapper


def _as_variables(flags: Mapping[str, object]) -> dict[str, str]:
    return {
        VARIABLES[name]: "true" if value is True else str(value)
        for name, value in flags.items()
        if value is not None
    }


def wants_json(arguments: list[str] | None = None) -> bool:
    """Whether JSON was asked for; by the arguments themselves if they could not be parsed."""
    if arguments is None:
        return OUTPUT.get() is Output.json
    joined = " ".join(arguments)
    return any(form in joined for form in ("-o json", "-ojson", "--output json", "--output=json"))
