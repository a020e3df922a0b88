"""An act as it was typed, and the act of the domain that it becomes."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from pydantic import ValidationError

from cli.failure import WrongUsage
from treaty.acts import Act, Clerical, Dealing, DomesticAct, Lawmaking, TreatyAct, identified
from treaty.values import TREATY_OFFICE

if TYPE_CHECKING:
    from cli.private_keys import SealingKey
    from treaty.seals import Place

DEALINGS = tuple(it.model_fields["kind"].default for it in get_args(Dealing))
"""What parties do beside consenting, by the kind of the act."""
CLERICAL = tuple(it.model_fields["kind"].default for it in get_args(Clerical))
"""What clerks do around a record; of a procedure where a party is named, else of the treaty."""

DOMESTIC = tuple(it.model_fields["kind"].default for it in get_args(Lawmaking))
"""What moves a party's procedure."""

KINDS: dict[str, type[Act]] = {
    it.model_fields["kind"].default: it
    for union in (DomesticAct, TreatyAct)
    for it in get_args(get_args(union)[0])
}
"""Every class of act, by its kind."""


@dataclass(frozen=True)
class Draft:
    """An act as it was typed; with a key it is sealed, and with `only_print` not sent."""

    kind: str
    treaty: str
    party: str
    on: date | None
    by: str
    note: str
    id: str
    illustrative: bool
    attachments: tuple[dict[str, str], ...] = ()
    key: "SealingKey | None" = None
    only_print: bool = False
    content: dict[str, Any] = field(default_factory=dict)

    @property
    def is_domestic(self) -> bool:
        """Whether it goes to a party's procedure, and not to the treaty."""
        return self.kind in DOMESTIC or (self.kind in CLERICAL and bool(self.party))

    @property
    def place(self) -> "Place":
        """In whose record it will stand."""
        from treaty.seals import Place

        return Place(treaty=self.treaty, party=self.party if self.is_domestic else None)

    def act(self, on: date, **changes: Any) -> Act:
        """The act itself, with an id, and sealed if there is a key.

        Raises:
            WrongUsage: a field that no act can have.

        """
        common = {
            "kind": self.kind, "on": on, "by": self.by, "note": self.note,
            "id": self.id, "illustrative": self.illustrative, "attachments": self.attachments,
        }  # fmt: skip
        of_all = self.is_domestic or self.kind == "exchange" or not self.party
        party = {} if of_all else {"party": self.party}
        content = {**common, **party, **self.content, **changes}
        try:
            act = identified(KINDS[self.kind].model_validate(content, extra="forbid"))
        except ValidationError as error:
            raise WrongUsage(first_mistake(error, self.kind)) from error
        return self.key.seal(act, self.place) if self.key else act


def first_mistake(error: ValidationError, kind: str) -> str:
    """What is wrong with the first field of an act that is wrong, as whoever typed it reads it."""
    from procedures import told

    wrong, says = told(error, KINDS[kind])[0]
    path = [str(it) for it in wrong["loc"] if str(it) not in KINDS]
    where = ".".join(path[:-1] if wrong["type"] in {"missing", "extra_forbidden"} else path)
    name = kind.replace("_", "-")
    return f"The act ({name}) cannot be sent: {f'{where}: ' if where else ''}{says.rstrip('.')}."


def claiming(party: str, content: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The party and the content of a claim or a release, as a draft has them.

    What a treaty office does towards the others is claimed in the treaty, not in a procedure.
    """
    if party and content.get("organ") == TREATY_OFFICE:
        return "", {**content, "party": party}
    return party, content
