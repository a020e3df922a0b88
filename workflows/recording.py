"""How what is awaited is recorded: the command, and the message with its JSON."""

import json
from typing import NamedTuple

from treaty.ledger import Unconfirmed
from treaty.lifecycle import Owed
from treaty.procedure import Awaited
from treaty.values import Seals

DAY, BY = "YYYY-MM-DD", "your name"
"""Stand where only the sender knows what to write; sent as they are, they are refused."""

WITH_KEY = " --key FILE"
"""How a command seals the act that it records."""


class Way(NamedTuple):
    """One way to record an act: the command after the program's name, the message, its JSON.

    `sealed` says that only the sealed act counts: the command takes a key, and the JSON that is
    sent is what the command prints.
    """

    command: str
    message: str
    content: dict[str, object]
    sealed: bool = False

    def lines(self) -> list[str]:
        """What is filled into the Web UI's dialog: JSON, a field on each line."""
        fields = [f" {json.dumps(key)}: {_json(value)}," for key, value in self.content.items()]
        return ["{", *fields[:-1], fields[-1].removesuffix(","), "}"]

    def as_json(self) -> str:
        """The same in one line."""
        return _json(self.content)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _way(command: str, message: str, content: dict[str, object], seals: Seals) -> Way:
    sealed = seals == "required"
    return Way(f"{command}{WITH_KEY}" if sealed else command, message, content, sealed)


def of_organ(slug: str, it: Awaited) -> Way:
    """How the act of an organ is recorded."""
    where = f"{slug} {it.party} {it.step}"
    if it.kind == "vote":
        return _way(f"vote {where} {_options(it)}", "vote", _vote(it), it.seals)
    outcome = it.outcomes[0] if len(it.outcomes) == 1 else "OUTCOME"
    decided: dict[str, object] = {"step": it.step, "outcome": outcome, "on": DAY, "by": BY}
    return _way(f"decide {where} {outcome}", "decide", decided, it.seals)


def _options(it: Awaited) -> str:
    motion = "" if "approve" in it.motions else f" --motion {it.motions[0]}"
    who = f" --organ {it.voters[0]}" if it.voters else ""
    also = "".join(f" --also {organ}=N:N" for organ in it.counted)
    return f"--yes N --no N --abstain N{motion}{who}{also}"


def _vote(it: Awaited) -> dict[str, object]:
    content: dict[str, object] = {"step": it.step, "on": DAY}
    content["tally"] = {"yes": 0, "no": 0, "abstain": 0}
    if "approve" not in it.motions:
        content["motion"] = it.motions[0]
    if it.voters:
        content["organ"] = it.voters[0]
    if it.counted:
        content["also"] = {organ: {"yes": 0, "no": 0} for organ in it.counted}
    return {**content, "by": BY}


def of_party(slug: str, it: Owed) -> Way:
    """How the act of a party is recorded; an exchange is one act of all of them."""
    if it.act == "exchange":
        return _way(f"exchange {slug}", "exchange", {"on": DAY, "by": BY}, it.seals)
    content: dict[str, object] = {"party": it.party, "on": DAY, "by": BY}
    return _way(f"{it.act} {slug} {it.party}", it.act, content, it.seals)


def of_second(slug: str, it: Unconfirmed) -> Way:
    """How a second person confirms an act."""
    number = f"{it.party}/{it.number}" if it.at_home else str(it.number)
    content: dict[str, object] = {"kind": "confirm", "number": it.number, "on": DAY, "by": BY}
    return _way(f"confirm {slug} {number}", "clerk", content, it.seals)
