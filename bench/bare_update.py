"""What one act is measured against: connect, send the same vote as one update, print the receipt.

    python bench/bare_update.py ADDRESS WORKFLOW

As anybody would write it who knows the workflow: pydantic models of what goes in and of what
comes out, Temporal's own converter for them, and the interpreter's ordinary end.
"""

import asyncio
import sys
from datetime import date, datetime

from pydantic import BaseModel
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter


class Tally(BaseModel):
    yes: int
    no: int


class Vote(BaseModel):
    kind: str = "vote"
    on: date
    step: str
    tally: Tally


class Receipt(BaseModel):
    number: int
    recorded: datetime
    says: str


async def main(address: str, workflow: str) -> None:
    """Send it."""
    client = await Client.connect(address, data_converter=pydantic_data_converter)
    vote = Vote(on=date(2023, 1, 18), step="mazhilis", tally=Tally(yes=90, no=0))
    handle = client.get_workflow_handle(workflow)
    receipt = await handle.execute_update("vote", vote, result_type=Receipt)
    print(f"{receipt.number}, {receipt.recorded}: {receipt.says}")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
