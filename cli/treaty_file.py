"""A treaty's file: the treaty as it was concluded, and what is known of its history."""

import difflib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, model_validator

import procedures
from treaty.acts import Decide, Declare, Deposit, Exchange, Notify, Refer, Sign, Vote
from treaty.errors import LawError
from treaty.parties import Treaty
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


class TreatyFile(Value):
    """What a treaty's file holds."""

    treaty: Treaty
    acts: tuple[FiledAct, ...] = ()

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
        written = tomllib.loads(path.read_text("utf-8"))
        return TreatyFile.model_validate(_arranged(written), extra="forbid")
    except OSError as error:
        raise LawError(_missing(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LawError(f"{path.name} is not TOML: {error}.") from error
    except ValidationError as error:
        said = procedures.in_words(error, TreatyFile, unsaid={"treaty", "act"})
        raise LawError(f"{path.name}: {said}.") from error
    except LawError as error:
        raise LawError(f"{path.name}: {error}") from error


def _arranged(written: dict[str, Any]) -> dict[str, Any]:
    """The file's content in the shape of the model."""
    acts = written.pop("acts", [])
    codes = written.get("parties", [])
    if isinstance(codes, list):
        written["parties"] = [_party(code) for code in codes]
    return {
        "treaty": written,
        "acts": [_filed(act) for act in acts] if isinstance(acts, list) else acts,
    }


def _party(code: object) -> dict[str, str]:
    """A party as its law file describes it."""
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
