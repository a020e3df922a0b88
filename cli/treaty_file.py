"""A treaty's file: the treaty as it was concluded, and what is known of its history."""

import difflib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

import procedures
from procedures import files
from procedures.states import states
from treaty.acts import Decide, Declare, Deposit, Exchange, Notify, Refer, Sign, Vote
from treaty.clauses import Deed, Joined
from treaty.errors import LawError
from treaty.parties import Party, Treaty
from treaty.values import PartyCode, Text, Value

FOLDER = Path(__file__).parents[1] / "treaties"
"""Where the treaties are that the project ships."""

AnyAct = Annotated[
    Vote | Decide | Refer | Declare | Sign | Notify | Exchange | Deposit,
    Field(discriminator="kind"),
]


class FiledAct(Value):
    """An act of a treaty's history: what it was, in whose procedure, and where that is written."""

    act: AnyAct
    party: PartyCode | None = None
    source: Text = ""


class Instrument(Value):
    """A party's instrument, as the depositary's list has it.

    `letter` is that of the UN Treaty Collection: none for ratification, A for
    acceptance, AA for approval, a for accession, d for succession. Where the day
    was not looked up, `at_the_latest` says that it is not later than `on`.
    """

    on: date
    letter: Literal["", "A", "AA", "a", "d", "s"] = ""
    at_the_latest: bool = False
    left: date | None = None


class Expected(Value):
    """What the depositary's record says, against which the computed days are tested."""

    in_force: date | None = None
    missing: tuple[PartyCode, ...] = ()
    parties: dict[PartyCode, date] = {}


class TreatyFile(Value):
    """What a treaty's file holds."""

    treaty: Treaty
    acts: tuple[FiledAct, ...] = ()
    instruments: dict[PartyCode, Instrument] = {}
    expected: Expected = Expected()

    def joined(self) -> tuple[Joined, ...]:
        """The parties with their instruments, for the clause on entry into force."""
        return tuple(self._joined(party) for party in self.treaty.parties)

    def _joined(self, party: Party) -> Joined:
        it = self.instruments.get(party.code)
        deed, left = (Deed(on=it.on), it.left) if it else (None, None)
        return Joined(code=party.code, name=party.name, deed=deed, left=left)

    @model_validator(mode="after")
    def _consistent(self) -> "TreatyFile":
        if found := tuple(self._strangers()):
            raise ValueError("; ".join(found))
        return self

    def _strangers(self) -> Iterator[str]:
        """Acts of nobody, or of somebody who is no party."""
        codes = [party.code for party in self.treaty.parties]
        for number, filed in enumerate(self.acts, 1):
            if isinstance(filed.act, Exchange):
                continue
            if filed.party is None:
                yield f"acts no. {number}: 'party' is missing"
            elif filed.party not in codes:
                yield f"acts no. {number}: {filed.party} is not a party ({', '.join(codes)})"


def read(path: Path | str) -> TreatyFile:
    """Read a treaty's file, with its parties as the law files know them.

    Raises:
        LawError: the file is missing or wrong, or a party's law is not on file;
            says every mistake.

    """
    path = Path(path)
    try:
        written = files.toml(path)
        return TreatyFile.model_validate(_arranged(written), extra="forbid")
    except OSError as error:
        raise LawError(_missing(path)) from error
    except ValidationError as error:
        said = procedures.in_words(error, TreatyFile, unsaid={"treaty", "act"})
        raise LawError(f"{path.name}: {said}.") from error
    except LawError as error:
        raise LawError(f"{path.name}: {error}") from error


def _arranged(written: dict[str, Any]) -> dict[str, Any]:
    """The file's content in the shape of the model."""
    acts = written.pop("acts", [])
    beside: dict[str, Any] = {}
    for key in ("instruments", "expected"):
        if key in written:
            beside[key] = written.pop(key)
    codes = list(states()) if written.get("parties") == "all" else written.get("parties", [])
    if isinstance(codes, list):
        written["parties"] = [_party(code) for code in codes]
        on_file = procedures.codes()
        if any(code not in on_file for code in codes):
            written.setdefault("procedures_of", [code for code in codes if code in on_file])
    if isinstance(beside.get("instruments"), dict):
        found = beside["instruments"].items()
        beside["instruments"] = {key: _instrument(it) for key, it in found}
    filed = [_filed(act) for act in acts] if isinstance(acts, list) else acts
    return {"treaty": written, "acts": filed, **beside}


def _instrument(written: object) -> object:
    """An instrument; of one that is a ratification the day alone may be written."""
    return {"on": written} if isinstance(written, date) else written


def _party(code: object) -> dict[str, str]:
    """A party as its law file describes it, or as the table of States does."""
    state = states().get(str(code))
    if state and state.code not in procedures.codes():
        return {**state._asdict(), "treaty_office": state.treaty_office}
    law = procedures.load(str(code))
    return law.model_dump(include={"name", "time_zone", "treaty_office"}) | {"code": law.party}


def _filed(written: object) -> dict[str, Any]:
    """An act of the file, its party and its source beside it."""
    if not isinstance(written, dict):
        return {"act": written}
    act = {key: value for key, value in written.items() if key not in {"party", "source"}}
    beside = {key: value for key, value in written.items() if key in {"party", "source"}}
    if written.get("kind") in {"sign", "notify", "deposit"} and "party" in written:
        act["party"] = written["party"]
    return {"act": act, **beside}


def _missing(path: Path) -> str:
    """That there is no such file, and which there are."""
    known = sorted(file.name for file in FOLDER.glob("*.toml"))
    close = difflib.get_close_matches(path.name, known, 1)
    guess = f" Did you mean treaties/{close[0]}?" if close else ""
    return f"{path} cannot be read.{guess} In treaties/: {', '.join(known) or 'none'}."
