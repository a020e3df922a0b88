"""What was sent to whom, by the treaty and by its parties' procedures, and what could not be."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from cli import handles, output
from cli.connection import ask, timeout
from cli.failure import Failure, WrongUsage
from cli.handles import Ended, Missing
from cli.output import program, say
from cli.settings import wants_json
from treaty.lifecycle import TreatyRecord
from treaty.notices import Delivery, OnItsWay, Undelivered
from workflows.ids import procedure_id, treaty_id

if TYPE_CHECKING:
    from temporalio.client import Client

T = TypeVar("T")
RESEND = "resend"
WITH_FAILED = "ExecutionStatus = 'Running' AND TreatyUndelivered > 0"
"""Also a filter for the Web UI."""

Found = tuple[tuple[str, Undelivered], ...]
"""What a human must see to, each with the workflow that keeps it."""


def show(slug: str | None) -> None:
    """Print the notices of a treaty that went out."""
    if slug is None:
        raise WrongUsage(
            f"Say of which treaty: {program()} notices TREATY. What failed, of all treaties: "
            f"{program()} notices --failed"
        )
    title, sent, waiting = ask(lambda client: _read(client, slug))
    if wants_json():
        output.emit_json(sent)
        return
    if sent:
        _print(title, sent)
    else:
        say("No notice has gone out yet.")
    for number, it in enumerate(waiting):
        by = f" by {it.channel}" if it.channel else ""
        say(*(("", "On their way, and tried again until they arrive:") if number == 0 else ()))
        say(f"  To {it.to.name}{by}: {it.subject.removesuffix(f': {title}')}")


def show_failed(slug: str | None) -> None:
    """Print the letters that were refused for good, or could not be sent for days."""
    found = ask(lambda client: failed(client, slug))
    if wants_json():
        output.emit_json([{"workflow": name, **output.plain(it)} for name, it in found])
    elif not found:
        say("No letter has failed.")
    else:
        _print_failed(found)


def resend(slug: str | None, keys: Sequence[str]) -> None:
    """Send again what failed: some letters by their keys, or all."""
    tried = ask(lambda client: _resend(client, slug, keys))
    if missing := [key for key in keys if key not in tried]:
        raise Failure(
            f"No letter {missing[0]!r} has failed. See: {program()} notices --failed",
            "NoSuchLetter",
        )
    lines = [f"{len(tried)} on the way again, to the addresses that the directory has now."]
    output.emit({"resent": tried}, *(lines if tried else ["No letter has failed."]))


async def _read(client: "Client", slug: str) -> tuple[str, Sequence[Delivery], Sequence[OnItsWay]]:
    """The treaty's title, and what went out and is on its way: its own, then each party's."""
    record = await handles.treaty_record(client, slug)
    workflows = _workflows(record)
    sent, waiting = await asyncio.gather(
        _all(client, workflows, "notices", tuple[Delivery, ...]),
        _all(client, workflows, "on_their_way", tuple[OnItsWay, ...]),
    )
    return record.treaty.title, sent, waiting


async def _all(
    client: "Client", workflows: Sequence[str], query: str, kind: type[tuple[T, ...]]
) -> list[T]:
    """What each of some workflows answers, together."""
    found = await asyncio.gather(*(_of(client, it, query, kind) for it in workflows))
    return [it for answer in found for it in answer or ()]


async def failed(client: "Client", slug: str | None) -> Found:
    """What a human must see to, of one treaty or of all."""
    workflows = (
        _workflows(await handles.treaty_record(client, slug))
        if slug
        else await _with_failed(client)
    )
    kind = tuple[Undelivered, ...]
    found = await handles.gathered(_of(client, it, "undelivered", kind) for it in workflows)
    return tuple(
        (name, it) for name, all_ in zip(workflows, found, strict=True) for it in all_ or ()
    )


async def _resend(client: "Client", slug: str | None, keys: Sequence[str]) -> tuple[str, ...]:
    found = await failed(client, slug)
    wanted = dict.fromkeys(name for name, it in found if not keys or it.letter.key in keys)
    tried: list[str] = []
    for name in wanted:
        own = [
            it.letter.key for of, it in found if of == name and (not keys or it.letter.key in keys)
        ]
        try:
            tried += await handles.update(client, name, "resend", list[str], own)
        except (Ended, Missing):
            continue  # it ended meanwhile: nobody needs the letter any more
    return tuple(tried)


def _workflows(record: TreatyRecord) -> list[str]:
    """Those of a treaty: its own, and its parties' procedures."""
    slug = record.treaty.slug
    return [treaty_id(slug), *(procedure_id(slug, it.party.code) for it in record.standings)]


async def _with_failed(client: "Client") -> list[str]:
    """Those of all treaties that have letters that failed, and the digests."""
    found = client.list_workflows(WITH_FAILED, rpc_timeout=timeout())
    return sorted([it.id async for it in found])


async def _of(client: "Client", workflow: str, query: str, kind: type[T]) -> T | None:
    try:
        return await handles.query(client, workflow, query, kind)
    except Missing:
        return None


def _print(title: str, sent: Sequence[Delivery]) -> None:
    made = output.table("When (UTC)", "To", "Subject, address", "By")
    for it in sent:
        at = f"{it.at:%Y-%m-%d %H:%M}" if it.at else ""
        output.add_row(
            made,
            at,
            it.to.name,
            f"{it.subject.removesuffix(f': {title}')}\n{it.to.address}",
            it.channel.replace(":", ":\n"),
        )
    output.show(made)
    say("", f"{len(sent)} notices. Proof of each delivery, and where it can be found: -o json")


def _print_failed(found: Found) -> None:
    for _, it in found:
        letter = it.letter
        say(
            f"{letter.subject}",
            f"  To {letter.to.name} <{letter.to.address}> by {letter.channel}",
            f"  Since {it.since:%Y-%m-%d %H:%M} UTC: {it.why}",
            f"  $ {program()} notices resend --key {letter.key}",
            "",
        )
    say(
        f"{len(found)} failed. Mend the address in the directory, or the channel; then send all "
        "again:", f"  $ {program()} notices resend",
    )  # fmt: skip
