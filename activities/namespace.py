"""What a namespace must know before a workflow runs in it: the search attributes."""

from collections.abc import Mapping
from datetime import timedelta

import structlog
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from workflows.search_attributes import ALL

log = structlog.get_logger()

WANTED = {key.name: IndexedValueType.ValueType(key.indexed_value_type) for key in ALL}


PATIENCE = timedelta(seconds=4)
"""For the server's answer to one question."""


class Unfit(Exception):
    """What a worker needs cannot be used as it is; the message says what an operator has to do."""


async def check_namespace(client: Client) -> None:
    """Whether the server answers, and knows the namespace.

    Raises:
        Unfit: it does not know it.

    """
    name = client.namespace
    try:
        await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=name), timeout=PATIENCE
        )
    except RPCError as error:
        if error.status != RPCStatusCode.NOT_FOUND:
            raise
        raise Unfit(
            f"The server has no namespace {name!r}. Set TEMPORAL_NAMESPACE to one that it has, or "
            f"make it: temporal operator namespace create --namespace {name} --retention 3650d"
        ) from error


async def check_search_attributes(client: Client) -> None:
    """Whether each is registered under its type; a workflow that sets another is held up.

    Raises:
        Unfit: one is missing, or has another type.

    """
    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace), timeout=PATIENCE
    )
    _check_types(client.namespace, answer.custom_attributes)
    if missing := sorted(WANTED.keys() - answer.custom_attributes.keys()):
        raise Unfit(
            f"The namespace {client.namespace!r} lacks the search attributes {', '.join(missing)}. "
            "A worker registers them when it starts: restart one."
        )


async def register_search_attributes(client: Client) -> None:
    """Register what is missing: a workflow that sets an unknown one would be held up for ever.

    Raises:
        Unfit: one of the name has another type, or may not be registered by a worker.

    """
    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    _check_types(client.namespace, answer.custom_attributes)
    missing = {name: kind for name, kind in WANTED.items() if name not in answer.custom_attributes}
    if missing:
        log.info("registering search attributes", names=sorted(missing))
        await _register(client, missing)


def _check_types(namespace: str, known: Mapping[str, IndexedValueType.ValueType]) -> None:
    for name, kind in WANTED.items():
        if known.get(name, kind) != kind:
            raise Unfit(
                f"The search attribute {name} of the namespace {namespace!r} has the type "
                f"{type_name(known[name])}, and {type_name(kind)} is needed. Use another namespace "
                "(TEMPORAL_NAMESPACE), or have an operator remove it: temporal operator "
                f"search-attribute remove --namespace {namespace} --name {name}"
            )


async def _register(client: Client, missing: dict[str, IndexedValueType.ValueType]) -> None:
    try:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
        )
    except RPCError as error:
        if error.status != RPCStatusCode.PERMISSION_DENIED:
            raise
        flags = " ".join(f"--name {name} --type {type_name(it)}" for name, it in missing.items())
        raise Unfit(
            f"The worker may not register search attributes in {client.namespace!r}. Have an "
            f"operator do it: temporal operator search-attribute create --namespace "
            f"{client.namespace} {flags}"
        ) from error


def type_name(kind: IndexedValueType.ValueType) -> str:
    """`INDEXED_VALUE_TYPE_KEYWORD_LIST` as people and command lines write it: `KeywordList`."""
    name = IndexedValueType.Name(kind)
    return name.removeprefix("INDEXED_VALUE_TYPE_").title().replace("_", "")
