"""What the Web UI shows: descriptions of the messages, and a workflow's page in Markdown."""

from collections.abc import Mapping, Sequence

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from treaty import ledger, lifecycle, procedure
    from treaty.clauses import Answer, Computed
    from treaty.days import say
    from treaty.entries import Entry, Refusal
    from treaty.ledger import Unconfirmed
    from treaty.lifecycle import TreatyRecord
    from treaty.notices import Undelivered
    from treaty.procedure import Awaited, DomesticRecord

LIMIT = 20_000
"""How much the Web UI shows of a page, in bytes."""

VOTE = (
    'An organ votes; the tally decides. JSON: {"step": "mazhilis", "on": "2023-01-18", '
    '"tally": {"yes": 90, "no": 1, "abstain": 2}, "by": "name"}'
)
DECIDE = (
    'An organ decides. JSON: {"step": "president", "outcome": "signed", '
    '"on": "2023-02-15", "by": "name"}'
)
REFER = (
    'A court is asked. JSON: {"referral": "constitutional_court", "organ": "president", '
    '"on": "2023-02-01", "by": "name"}'
)
DECLARE = (
    'A declaration beside the steps. JSON: {"declaration": "urgent", "organ": "president", '
    '"on": "2023-01-10", "by": "name"}'
)
EXTEND = (
    'A period is lengthened. JSON: {"extension": "ministers_statement", "organ": "minister", '
    '"length": "21 sitting days", "on": "2026-10-01", "by": "name"}'
)
PUBLISH_CALENDAR = (
    "A calendar is published further; sent by: treaty publish-calendar. "
    'JSON: {"calendar": "joint_sittings", "published": {...}, "on": "2026-10-01", "by": "name"}'
)
MOVE_TO_LAW = (
    "The procedure goes over to a new law, which the message holds; sent by: treaty move-to-law. "
    'JSON: {"procedure": {...}, "on": "2026-07-01", "by": "name"}'
)
SIGN = 'A party signs. JSON: {"party": "KZ", "on": "2021-10-28", "by": "name"}'
NOTIFY = (
    "A party's note that its procedure is complete was received. "
    'JSON: {"party": "KZ", "on": "2023-03-01", "by": "name"}'
)
EXCHANGE = 'All instruments are exchanged. JSON: {"on": "2024-05-01", "by": "name"}'
DEAL = (
    "What a party does beside consenting: reserve, object, denounce, suspend, register and so on. "
    'JSON: {"kind": "denounce", "party": "KZ", "on": "2024-05-01", "by": "name"}'
)
CLERK = (
    "What clerks do around the record: claim, release, confirm, comment, correct. "
    'JSON: {"kind": "comment", "text": "...", "on": "2024-05-01", "by": "name"}'
)
DEPOSIT = 'An instrument is deposited. JSON: {"party": "KZ", "on": "2024-05-01", "by": "name"}'


def of_procedure(
    now: DomesticRecord, refused: Sequence[Refusal], failed: Sequence[Undelivered],
    trouble: Mapping[str, str],
) -> str:  # fmt: skip
    """The page of a domestic procedure."""
    lines = [f"## {_plain(now.title)}: {now.party.name}", "", f"Under: {now.procedure.title}", ""]
    it = procedure.awaited(now)
    lines += _waiting(it) if it else [f"**Ended on {say(now.reached)}: {now.step}**"]
    lines += _unconfirmed(procedure.unconfirmed(now))
    lines += _troubles(trouble)
    lines += ["", "### Done", ""]
    lines += [_done(it, procedure.says(now, it)) for it in now.entries]
    return _page([*lines, *_undelivered(failed), *_refused(refused)])


def of_treaty(
    now: TreatyRecord, refused: Sequence[Refusal], trouble: Mapping[str, str],
    failed: Sequence[Undelivered],
) -> str:  # fmt: skip
    """The page of a treaty."""
    lines = [f"## {_plain(now.treaty.title)}", "", f"**Stage: {now.stage.replace('_', ' ')}**", ""]
    lines += [
        f"- {it.name} must act: {it.title} ({it.article}){_claimed(it.claimed)}"
        for it in lifecycle.owed(now)
    ]
    lines += _unconfirmed(lifecycle.unconfirmed(now))
    lines += _troubles(trouble)
    lines += _entry(now.entry) if now.entry else []
    lines += ["", "### Done", ""]
    lines += [_done(it, lifecycle.says(now, it)) for it in now.entries]
    return _page([*lines, *_undelivered(failed), *_refused(refused)])


def _troubles(trouble: Mapping[str, str]) -> list[str]:
    return [f"- **Trouble, {code}**: {_plain(why)}" for code, why in trouble.items()]


def _waiting(it: Awaited) -> list[str]:
    by = f", by {say(it.due)}" if it.due else ""
    clock = [f"- By when: {_plain(it.clock)}"] if it.clock else []
    late = " **OVERDUE**" if it.overdue else ""
    return [
        f"**{it.organ_name} must act{by}**{late}{_claimed(it.claimed)}",
        "",
        f"- {it.title}, since {say(it.since)}",
        *clock,
        f"- Under: {it.articles} (confidence: {it.confidence})",
        f"- Step `{it.step}`, outcomes: {', '.join(f'`{name}`' for name in it.outcomes)}",
    ]


def _entry(entry: Answer) -> list[str]:
    if isinstance(entry, Computed):
        head = f"### Entry into force: {say(entry.day)}"
        return ["", head, "", f"{entry.article}", "", *(f"- {line}" for line in entry.lines())]
    missing = [f"- {line}" for line in entry.lines()]
    head = "### Missing before entry into force"
    return ["", head, "", *missing, "", f"Earliest possible day: {say(entry.earliest)}"]


def _done(entry: Entry, said: str) -> str:
    marks = ("illustrative" if entry.act.illustrative else "", ledger.sealing(entry))
    marked = "".join(f" *({it})*" for it in marks if it)
    return f"- {entry.act.on}: {_plain(said)}{marked}"


def _claimed(by: str | None) -> str:
    return f" *(claimed by {_plain(by)})*" if by else ""


def _unconfirmed(waiting: Sequence[Unconfirmed]) -> list[str]:
    """What a second person must confirm."""
    return [
        f"- **To confirm by a second person of: {_plain(it.office_name)}**: no. {it.number}, "
        f"{_plain(it.says)} (recorded by {_plain(it.by)})"
        for it in waiting
    ]


def _undelivered(failed: Sequence[Undelivered]) -> list[str]:
    """The letters that a human must see to."""
    if not failed:
        return []
    last = (f"- {_plain(it.letter.to.name)}: {_plain(it.why)}" for it in failed[-20:])
    return ["", "### Letters that could not be delivered", "", *last]


def _refused(refused: Sequence[Refusal]) -> list[str]:
    if not refused:
        return []
    last = (f"- `{it.message}`: {_plain(it.reason)}" for it in refused[-20:])
    return ["", "### Refused messages", "", *last]


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in text)


def _page(lines: Sequence[str]) -> str:
    return "\n".join(lines).encode()[:LIMIT].decode(errors="ignore")
