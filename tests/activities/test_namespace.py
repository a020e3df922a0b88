"""What the worker makes of the search attributes that it finds; a real server each time."""

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from activities.namespace import WANTED, Unfit, register_search_attributes
from cli import listing
from cli.connection import diagnosed
from cli.listing import Asked
from tests.conftest import program


async def test_what_is_missing_is_registered_once() -> None:
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=program("temporal"), dev_server_log_level="error"
    ) as server:
        service, namespace = server.client.operator_service, server.client.namespace
        keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
        await service.add_search_attributes(
            AddSearchAttributesRequest(
                namespace=namespace, search_attributes={"TreatyStage": keyword}
            )
        )
        await register_search_attributes(server.client)
        await register_search_attributes(server.client)
        found = await service.list_search_attributes(
            ListSearchAttributesRequest(namespace=namespace)
        )
        assert dict(found.custom_attributes) == WANTED


async def test_a_list_says_which_one_is_missing_and_who_registers_it() -> None:
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=program("temporal"), dev_server_log_level="error"
    ) as server:
        with pytest.raises(RPCError) as refused:
            await listing.rows(server.client, Asked(stage="in_force"))
        told = await diagnosed(server.client, refused.value)
    assert (told.error, told.exit_code) == ("NoSearchAttributes", 1)
    assert told.message.startswith(
        "The namespace 'default' does not know the search attribute TreatyStage, by which "
        "treaties are found, or not as it is needed. A worker registers it when it starts"
    )


async def test_one_of_another_type_is_explained_with_what_to_do() -> None:
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=program("temporal"), dev_server_log_level="error"
    ) as server:
        await server.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(
                namespace=server.client.namespace,
                search_attributes={"TreatyDeadline": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD},
            )
        )
        with pytest.raises(Unfit) as refused:
            await register_search_attributes(server.client)
    assert str(refused.value).startswith(
        "The search attribute TreatyDeadline of the namespace 'default' has the type Keyword, "
        "and Datetime is needed. "
    )
    assert str(refused.value).endswith(
        "temporal operator search-attribute remove --namespace default --name TreatyDeadline"
    )
