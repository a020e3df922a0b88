"""How an act that was typed becomes one that is recorded, or a sentence why not."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from cli import handles, todo
from cli.connection import ask, silence
from cli.draft import Draft
from cli.failure import Failure, Refused, Unreachable, WrongUsage
from cli.handles import Ended, Missing
from cli.output import MARK, emit, emit_json, program, say, with_program
from cli.settings import wants_json
from treaty import lifecycle, procedure
from treaty.acts import Act
from treaty.days import begun_everywhere, civil_day
from treaty.days import say as in_words
from treaty.entries import Receipt
from treaty.errors import DomainError, NotYetConsented
from treaty.law import Procedure
from treaty.lifecycle import TreatyRecord
from treaty.procedure import DomesticRecord
from treaty.values import CONSENTED
from workflows.ids import procedure_id, treaty_id

if TYPE_CHECKING:
    from temporalio.client import Client

PAUSES = (0.1, 0.2, 0.4, 0.8, 1.5, 2.0, 2.5, 2.5)
"""How long to wait for a procedure that is about to open: ten seconds in all."""


def submit(draft: Draft) -> None:
    """Send an act; print the receipt, and who must act next. Or only print the act."""
    if draft.only_print:
        print_sealed(draft)
        return
    receipt, then = ask(lambda client: _submit(client, draft))
    emit(receipt, *told(draft, receipt))
    if then and not wants_json():
        say("", *then)


async def _submit(client: "Client", draft: Draft) -> tuple[Receipt, tuple[str, ...]]:
    receipt = await recorded(client, draft)
    return receipt, () if wants_json() else await _then(client, draft)


async def recorded(client: "Client", draft: Draft) -> Receipt:
    """Send an act; its receipt.

    Raises:
        Refused: the law or the record does not allow it.
        Unreachable: nobody answers; whether it was recorded is not known.

    """
    on = draft.on or await _today(client, draft)
    try:
        if draft.is_domestic:
            return await _to_procedure(client, draft, on)
        return await _to_treaty(client, draft, draft.act(on))
    except DomainError as error:
        raise Refused(with_program(str(error)), type(error).__name__) from error


def told(draft: Draft, receipt: Receipt) -> Iterator[str]:
    """What a receipt says, and what is still to be done for the act to count."""
    mark = f" {MARK}" if receipt.illustrative else ""
    if receipt.repeated:
        yield (
            f"Already recorded as act {receipt.number} on {in_words(receipt.recorded.date())}: "
            f"{receipt.says}.{mark} Nothing changed."
        )
        return
    yield f"Recorded as act {receipt.number}: {receipt.says}.{mark}"
    today = "" if draft.on else " (today in the capital; another day with --on)"
    yield f"Day of the act: {in_words(receipt.on)}{today}."
    if receipt.held:
        number = f"{draft.party}/{receipt.number}" if draft.is_domestic else receipt.number
        yield "It counts when a second person has confirmed it:"
        yield f"  $ {program()} confirm {draft.treaty} {number} --by NAME"


def print_sealed(*drafts: Draft) -> None:
    """Print acts as they would be sent: to which workflow, as which update, in JSON."""
    if drafts[0].key is None:
        raise WrongUsage("There is no key to seal it with: add --key FILE.")
    made = ask(lambda client: _made(client, *drafts))
    lines = (
        (f"Workflow:  {it['workflow']}", f"Update:    {it['update']}", "", str(it["act"]), "")
        for it in made
    )
    if wants_json():
        emit_json(made)
    else:
        print("\n".join(line for them in lines for line in them).rstrip())


async def _made(client: "Client", *drafts: Draft) -> list[dict[str, str]]:
    return [await _sendable(client, draft) for draft in drafts]


async def _sendable(client: "Client", draft: Draft) -> dict[str, str]:
    """An act, and what has to be known to send it by hand."""
    on = draft.on or await _today(client, draft)
    if draft.is_domestic:
        workflow, act = procedure_id(draft.treaty, draft.party), await _resolved(client, draft, on)
    else:
        workflow, act = treaty_id(draft.treaty), draft.act(on)
    kind = {"kind": draft.kind}
    written = kind | act.model_dump(mode="json", exclude_defaults=True)
    return {
        "workflow": workflow, "update": handles.message(act),
        "act": json.dumps(written, ensure_ascii=False),
    }  # fmt: skip


async def _then(client: "Client", draft: Draft) -> tuple[str, ...]:
    """Who must act next; if that cannot be told now, the act is recorded all the same."""
    try:
        record = await handles.treaty_record(client, draft.treaty)
        domestic = await handles.domestic_records(client, record)
    except (Failure, Missing):
        return ()
    opening = [it.party for it in lifecycle.to_open(record) if it.party.code not in domestic]
    return (
        *todo.next_lines(todo.todos(record, domestic)),
        *(f"The procedure of {it.name} ({it.code}) is opening." for it in opening),
    )


async def _today(client: "Client", draft: Draft) -> date:
    """Today in the party's capital; at an exchange, the day that has begun in all of them."""
    treaty = (await handles.treaty_record(client, draft.treaty)).treaty
    party, now = treaty.party(draft.party), datetime.now(UTC)
    zones = [party.time_zone] if party else [it.time_zone for it in treaty.parties]
    return civil_day(now, zones[0]) if party else begun_everywhere(now, zones)


async def _to_treaty(client: "Client", draft: Draft, act: Act) -> Receipt:
    """Send an act to the treaty; wait a little if it is just hearing of a party's consent."""
    for pause in PAUSES:
        try:
            return await _to_treaty_now(client, draft, act)
        except Refused as error:
            if error.error != NotYetConsented.__name__ or not await _will_hear(client, draft):
                raise
            await asyncio.sleep(pause)
    return await _to_treaty_now(client, draft, act)


async def _will_hear(client: "Client", draft: Draft) -> bool:
    """Whether the procedures have ended well of which the treaty has not heard yet."""
    now = await handles.treaty_record(client, draft.treaty)
    asked = [it for it in now.standings if draft.party in ("", it.party.code)]
    run = [it for it in asked if lifecycle.is_run(now.treaty, it)]
    if not run or not all(it.signed for it in asked):
        return False
    unheard = [it.party.code for it in run if it.concluded is None]
    found = [await handles.domestic_record(client, draft.treaty, code) for code in unheard]
    return all(it is not None and it.step == CONSENTED for it in found)


async def _to_treaty_now(client: "Client", draft: Draft, act: Act) -> Receipt:
    try:
        return await handles.send(client, treaty_id(draft.treaty), act)
    except Missing as error:
        raise await handles.no_such_treaty(client, draft.treaty) from error
    except Ended:
        broken = await _how_it_ended(client, draft)
        record = await handles.treaty_record(client, draft.treaty)
        return _after_end_of_treaty(record, act, broken)


async def _how_it_ended(client: "Client", draft: Draft) -> str:
    broken = await handles.broken_off(client, draft.treaty)
    return f"The treaty broke off, {broken}: {program()} start FILE" if broken else ""


def _after_end_of_treaty(record: TreatyRecord, act: Act, broken: str) -> Receipt:
    """The receipt of an act that was recorded before the treaty ended, or why it is too late."""
    lifecycle.check(record, act, act.on)  # type: ignore[arg-type] # a treaty's kind of act
    if lifecycle.entry_of(record, act.id):
        return lifecycle.receipt(record, act.id, repeated=True)
    ended = "The treaty has ended; nothing more can be recorded in it."
    raise Refused(broken or ended, "Closed")


async def _to_procedure(client: "Client", draft: Draft, on: date) -> Receipt:
    """Send an act to a party's procedure; wait a little if it is just opening."""
    for pause in (*PAUSES, 0):
        try:
            return await _at_the_step(client, draft, on)
        except Ended:
            return await _after_end(client, draft, on)
        except Missing:
            await _check_opens(client, draft)
            await asyncio.sleep(pause)
    raise await _not_opening(client, draft)


async def _at_the_step(client: "Client", draft: Draft, on: date) -> Receipt:
    """Send an act at the step that was typed; if that is none, at that of the organ typed."""
    workflow = procedure_id(draft.treaty, draft.party)
    try:
        return await handles.send(client, workflow, draft.act(on))
    except (Refused, WrongUsage):
        act = await _resolved(client, draft, on)
        if vars(act).get("step") == draft.content.get("step"):
            raise
    return await handles.send(client, workflow, act)


async def _resolved(client: "Client", draft: Draft, on: date) -> Act:
    """The act, with the step that is meant where its organ was named."""
    if "step" not in draft.content:
        return draft.act(on)
    record = await handles.query(
        client, procedure_id(draft.treaty, draft.party), "record", DomesticRecord
    )
    return _at_step(draft, on, record)


def _at_step(draft: Draft, on: date, record: DomesticRecord) -> Act:
    """By the organ's name: the step where this very act was recorded, else the one now open."""
    typed = draft.content.get("step", record.procedure.start)
    if typed in record.procedure.steps:
        return draft.act(on)
    passed = [(it.step, record.law(it.law), False) for it in record.path]
    open_now = [] if record.is_over else [(record.step, record.procedure, True)]
    for step, law, is_open in (*passed, *open_now):
        if _means(law, record.organ(law.steps[step]), typed):
            act = draft.act(on, step=step)
            if is_open or procedure.entry_of(record, act.id):
                return act
    return draft.act(on)


def _means(law: Procedure, organ: str, typed: str) -> bool:
    """Whether an organ's id or name was typed."""
    return typed.casefold() in (organ, law.organs[organ].name.casefold())


async def _after_end(client: "Client", draft: Draft, on: date) -> Receipt:
    """The receipt of an act that was recorded before the end, or how the procedure ended."""
    record = await handles.domestic_record(client, draft.treaty, draft.party)
    if record is None:
        raise Refused(f"The procedure of {draft.party} has ended.", "Closed")
    act = _at_step(draft, on, record)
    procedure.check(record, act, act.on)  # type: ignore[arg-type] # a domestic kind of act
    if procedure.entry_of(record, act.id):
        return procedure.receipt(record, act.id, repeated=True)
    if broken := await _how_it_ended(client, draft):
        raise Refused(broken, "Closed")
    if not (await handles.treaty_record(client, draft.treaty)).is_over:
        raise Failure(
            f"{record.party.name}'s procedure broke off before it had ended. How an engineer "
            f"brings it back: {program()} status {draft.treaty}", "BrokenOff",
        )  # fmt: skip
    raise Refused(
        f"{record.party.name}'s procedure was closed, because the treaty has ended.", "Closed"
    )


async def _check_opens(client: "Client", draft: Draft) -> None:
    """Refuse if the party has no procedure that could be about to open."""
    if broken := await _how_it_ended(client, draft):
        raise Refused(broken, "Closed")
    record = await handles.treaty_record(client, draft.treaty)
    it = record.standing(draft.party)
    if record.treaty.consent == "signature":
        raise Refused(
            "The parties to this treaty are bound by signature alone (VCLT Art. 12); "
            "no domestic procedure is run for it.", "NotOpen",
        )  # fmt: skip
    if not lifecycle.is_run(record.treaty, it):
        raise Refused(
            f"{it.party.name}'s domestic procedure is not run here; leave {draft.party} out to "
            "write in the treaty's own record.", "NotOpen",
        )  # fmt: skip
    if it.signed is None:
        raise Refused(
            f"{it.party.name} has not signed yet; its procedure opens when it signs: "
            f"{program()} sign {draft.treaty} {draft.party}", "NotOpen",
        )  # fmt: skip
    if record.is_over:
        raise Refused("The treaty has ended; no procedure is run for it.", "Closed")
    if await _trouble(client, draft):
        raise await _not_opening(client, draft)


async def _trouble(client: "Client", draft: Draft) -> str:
    troubles = await handles.query_treaty(client, draft.treaty, "troubles", dict[str, str])
    return troubles.get(draft.party, "")


async def _not_opening(client: "Client", draft: Draft) -> Failure:
    """Why a procedure that should open does not."""
    trouble = await _trouble(client, draft)
    if trouble:
        return Failure(
            f"The procedure of {draft.party} cannot open: {trouble.rstrip('.')}. "
            f"Mend that, then: {program()} retry {draft.treaty}", "Trouble",
        )  # fmt: skip
    stuck = await silence(client, "the act was not recorded")
    return Unreachable(f"The procedure of {draft.party} has not opened yet. {stuck.message}")
