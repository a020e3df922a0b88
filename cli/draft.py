"""An act as it was typed, and the act of the domain that it becomes."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

from pydantic import TypeAdapter, ValidationError

from cli.failure import WrongUsage
from treaty.acts import Act, Dealing, DomesticAct, TreatyAct, identified

ACTS: TypeAdapter[Act] = TypeAdapter(DomesticAct | TreatyAct)
DEALINGS = tuple(it.model_fields["kind"].default for it in get_args(Dealing))
"""What parties do beside consenting, by the kind of the act."""

Kind = Literal[
    "sign", "vote", "decide", "refer", "declare", "extend", "publish_calendar", "move_to_law",
    "notify", "exchange", "deposit",
]  # fmt: skip
DOMESTIC = ("vote", "decide", "refer", "declare", "extend", "publish_calendar", "move_to_law")


@dataclass(frozen=True)
class Draft:
    """An act as it was typed."""

    kind: Kind | str
    treaty: str
    party: str
    on: date | None
    by: str
    note: str
    id: str
    illustrative: bool
    content: dict[str, Any] = field(default_factory=dict)

    def act(self, on: date, **changes: Any) -> Act:
        """The act itself, with an id.

        Raises:
            WrongUsage: a field that no act can have.

        """
        common = {
            "kind": self.kind, "on": on, "by": self.by, "note": self.note,
            "id": self.id, "illustrative": self.illustrative,
        }  # fmt: skip
        of_all = self.kind in (*DOMESTIC, "exchange") or not self.party
        party = {} if of_all else {"party": self.party}
        try:
            return identified(ACTS.validate_python({**common, **party, **self.content, **changes}))
        except ValidationError as error:
            raise WrongUsage(_first(error)) from error


def _first(error: ValidationError) -> str:
    """What is wrong with the first field that is wrong."""
    wrong = error.errors()[0]
    kinds = (*get_args(Kind), *DEALINGS)
    path = [str(it) for it in wrong["loc"]]
    where = ".".join(it for it in path if it not in kinds and "tagged-union" not in it)
    return f"{wrong['input']!r} cannot be the act's {where}: {wrong['msg']}."
