"""What a workflow's row in the server's list tells beside its search attributes."""

from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from treaty.lifecycle import Owed

if TYPE_CHECKING:
    from temporalio.client import WorkflowExecution

SEVERAL = TypeAdapter(list[Owed])


async def owed(it: "WorkflowExecution") -> list[Owed]:
    """What is due from a treaty's parties towards the others, party by party.

    A run of an earlier version tells all of it under one key.
    """
    from workflows.listed import OWED, OWED_BEFORE

    memo = await it.memo()
    told = [memo.get(OWED_BEFORE, []), *(memo[key] for key in sorted(memo) if key.startswith(OWED))]
    return [one for some in told for one in SEVERAL.validate_python(some)]
