"""What a workflow's row in the server's list tells beside its search attributes."""

from typing import TYPE_CHECKING

from treaty.lifecycle import Owed

if TYPE_CHECKING:
    from temporalio.client import WorkflowExecution


async def owed(it: "WorkflowExecution") -> list[Owed]:
    """What is due from a treaty's parties towards the others, party by party.

    A run of an earlier version tells all of it under one key.
    """
    from workflows.listed import OWED, OWED_BEFORE

    keys = sorted(key for key in it.raw_info.memo.fields if key.startswith(OWED))
    told = [await it.memo_value(key, [], type_hint=list[Owed]) for key in (OWED_BEFORE, *keys)]
    return [one for some in told for one in some]
