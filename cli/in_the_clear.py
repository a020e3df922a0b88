"""What of a treaty stands on the server in the clear: found by reading there without a key."""

import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from google.protobuf.message import Message

from cli import standings
from cli.connection import key_ring, timeout
from cli.doctor import Found, Verdict
from cli.standings import Standings
from workflows.ids import procedure_id, treaty_id

if TYPE_CHECKING:
    from temporalio.client import Client

SHORTEST = 4
"""Letters; what is shorter says nothing of a treaty, and is found everywhere."""

BY_DESIGN = (
    "workflow ids, search attributes (stage, codes of parties, who must act, deadline), names of "
    "messages and activities, times, sizes, and which machine sent what"
)

STAYS = (
    "what was recorded before there was a key ring stays as it is until the server's retention "
    "ends; what is recorded from now on is encrypted"
)


@dataclass
class Seen:
    """What was read of a treaty's workflows: how often what stands where, and under which keys."""

    places: dict[tuple[str, str], Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    """By the workflow, and the kind of event with its field: how often what was found there."""

    keys: Counter[str] = field(default_factory=Counter)


async def look(client: "Client", slug: str) -> list[Found]:
    """Where the treaty's title, its parties' names and the texts of its acts can be read.

    The worker tells what they are; they are looked for in the histories of all runs, in what the
    server tells of each workflow, and in the treaty's short name.
    """
    known = await standings.read(client, slug)
    wanted, seen = as_stored(texts(known)), Seen()
    for name in (treaty_id(slug), *(procedure_id(slug, code) for code in known.domestic)):
        async for where, message in _read(client, name):
            _note(seen, name, where, message, wanted)
    return [*_keys(seen), *_clear(seen), *_name(slug, known.record.treaty.title)]


def texts(known: Standings) -> dict[str, str]:
    """What may be confidential of a treaty, and what it is: its title, names, what acts say."""
    treaty = known.record.treaty
    found = dict.fromkeys((treaty.title, *treaty.titles.values()), "its title")
    found |= dict.fromkeys((it.name for it in treaty.parties), "names of parties")
    found |= dict.fromkeys((it.treaty_office for it in treaty.parties), "names of offices")
    found |= dict.fromkeys((treaty.note, treaty.source, treaty.depositary), "texts of its file")
    entries = [*known.record.entries, *(it for of in known.domestic.values() for it in of.entries)]
    for entry in entries:
        found |= dict.fromkeys(_free(entry.act.model_dump(mode="json")), "texts of acts")
        found[entry.act.by] = "who acted"
    return {it: what for it, what in found.items() if len(it) >= SHORTEST and it != "unnamed"}


def as_stored(found: Mapping[str, str]) -> dict[bytes, str]:
    """What texts are, by how they are stored: as they are, or as JSON writes them."""
    return {
        it.encode(): what
        for text, what in found.items()
        for it in (text, json.dumps(text, ensure_ascii=False)[1:-1], json.dumps(text)[1:-1])
    }


def _free(value: Any) -> Iterator[str]:
    """The texts that somebody wrote; ids, days and kinds have neither blanks nor capitals."""
    if isinstance(value, str) and (" " in value or value != value.lower()):
        yield value
    elif isinstance(value, Mapping):
        for it in value.values():
            yield from _free(it)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for it in value:
            yield from _free(it)


async def _read(client: "Client", name: str) -> AsyncIterator[tuple[str, Message]]:
    """All that the server keeps of a workflow, as it keeps it, with the runs before."""
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.enums.v1 import EventType
    from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest

    of = WorkflowExecution(workflow_id=name)
    request = DescribeWorkflowExecutionRequest(namespace=client.namespace, execution=of)
    told = await client.workflow_service.describe_workflow_execution(request, timeout=timeout())
    yield "what the list tells", told
    run: str | None = None
    while run != "":
        handle, before = client.get_workflow_handle(name, run_id=run), ""
        async for event in handle.fetch_history_events(rpc_timeout=timeout()):
            kind = EventType.Name(event.event_type).removeprefix("EVENT_TYPE_").lower()
            before = (
                before
                or event.workflow_execution_started_event_attributes.continued_execution_run_id
            )
            yield kind.replace("_", " "), event
        run = before


def _note(seen: Seen, name: str, where: str, message: Message, wanted: Mapping[bytes, str]) -> None:
    from temporalio.api.common.v1 import Payload

    from confidential.codec import is_sealed, key_of

    leaves = [*_leaves(message)]
    all_ = b"\0".join(_bytes(value) for _, value in leaves if not isinstance(value, Payload))
    wanted = {it: what for it, what in wanted.items() if it in all_}
    for path, value in leaves:
        if isinstance(value, Payload):
            if is_sealed(value):
                seen.keys[key_of(value)] += 1
            continue
        stored = _bytes(value)
        found = sorted({what for it, what in wanted.items() if it in stored})
        if found:
            seen.places[name, f"{where}, {path}"].update(found)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every payload, text and sequence of bytes in a message, by the field where it stands."""
    from temporalio.api.common.v1 import Payload

    from confidential.parcels import shown

    if isinstance(value, Payload):
        value = shown(value)
        yield path, value
    if isinstance(value, Message):
        for it, inner in value.ListFields():
            yield from _leaves(inner, path if it.name in _WRAPPERS else it.name)
    elif isinstance(value, str | bytes):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(key, path)
            yield from _leaves(inner, path)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _leaves(inner, path)


_WRAPPERS = frozenset({"payloads", "data", "metadata", "fields", "indexed_fields"})
"""Fields that only hold another one's content, whose name says more."""


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def _keys(seen: Seen) -> Iterator[Found]:
    """Under which keys its payloads are: such a key may not be thrown away."""
    for key, number in sorted(seen.keys.items()):
        yield Found("encrypted", "ok", f"{number} payloads under the key {key}")
    if not seen.keys:
        yield Found("encrypted", "note", "nothing: it was recorded without a key ring")


def _clear(seen: Seen) -> Iterator[Found]:
    """Where what may be confidential stands in the clear; wrong if there is a key ring."""
    verdict: Verdict = "wrong" if key_ring() else "note"
    for (name, where), found in seen.places.items():
        said = ", ".join(f"{what} ({number})" for what, number in sorted(found.items()))
        yield Found("in the clear", verdict, f"{name}: {where}: {said}")
    if seen.places and key_ring():
        yield Found("in the clear", "note", STAYS)
    yield Found("in the clear", "ok", f"by design: {BY_DESIGN}")


def _name(slug: str, title: str) -> Iterator[Found]:
    """Whether the short name tells the title, where that is confidential."""
    if key_ring() is None:
        return
    told = [it for it in slug.split("-") if len(it) >= SHORTEST and it in title.casefold().split()]
    if told:
        yield Found("short name", "wrong", f"{slug} tells of the title: {', '.join(told)}. A short "
                    "name stays for ever: give a confidential treaty a neutral one")  # fmt: skip
    else:
        yield Found("short name", "ok", f"{slug} has no word of the title")
