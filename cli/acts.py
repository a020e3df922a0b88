"""The commands that record an act. What is lawful, the workflow says; this is what is typed."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Any

import typer

from cli import completion
from cli.options import (
    ACT,
    OptionalParty,
    Particulars,
    Party,
    Treaty,
    further_tally,
    recording,
    set_field,
)

Step = Annotated[
    str,
    typer.Argument(
        metavar="STEP", help="The step that is open, or the organ whose turn it is.",
        autocompletion=completion.steps,
    ),
]  # fmt: skip
Organ = Annotated[
    str,
    typer.Option(
        metavar="ORGAN", help="Who does it.", rich_help_panel=ACT,
        autocompletion=completion.organs,
    ),
]  # fmt: skip


def _submit(
    it: Particulars, kind: str, treaty: str, party: str,
    content: Mapping[str, Any] = MappingProxyType({}),
) -> None:  # fmt: skip
    from cli.draft import Draft
    from cli.sending import submit

    submit(Draft(kind, treaty, party, **vars(it), content=dict(content)))


@recording
def sign(it: Particulars, treaty: Treaty, party: Party) -> None:
    """A party signs the treaty; its domestic procedure opens."""
    _submit(it, "sign", treaty, party)


@recording
def vote(
    it: Particulars, treaty: Treaty, party: Party, step: Step,
    yes: Annotated[int, typer.Option(min=0, help="Votes for.")],
    no: Annotated[int, typer.Option(min=0, help="Votes against.")] = 0,
    abstain: Annotated[int, typer.Option(min=0, help="Abstentions.")] = 0,
    present: Annotated[
        int | None, typer.Option(min=0, help="All in the room, if more than voted.")
    ] = None,
    motion: Annotated[str, typer.Option(help="What was voted on.")] = "approve",
    also: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ORGAN=YES:NO[:ABSTAIN]",
            help="A further tally of the same vote, such as cantons=24:22.",
        ),
    ] = None,
    organ: Annotated[
        str | None,
        typer.Option(
            metavar="ORGAN", help="Who votes, where each of several organs must.",
            autocompletion=completion.organs,
        ),
    ] = None,
) -> None:  # fmt: skip
    """An organ votes; the numbers decide, by the law's majority and quorum."""
    tally = {"yes": yes, "no": no, "abstain": abstain, "present": present}
    further = dict(map(further_tally, also or ()))
    content = {"step": step, "tally": tally, "motion": motion, "also": further, "organ": organ}
    _submit(it, "vote", treaty, party, content)


@recording
def decide(
    it: Particulars, treaty: Treaty, party: Party, step: Step,
    outcome: Annotated[
        str,
        typer.Argument(
            metavar="OUTCOME", help="What it decided.", autocompletion=completion.outcomes
        ),
    ],
) -> None:  # fmt: skip
    """An organ decides: one of the outcomes that the step has."""
    content = {"step": step, "outcome": outcome}
    _submit(it, "decide", treaty, party, content)


@recording
def refer(
    it: Particulars, treaty: Treaty, party: Party,
    referral: Annotated[
        str,
        typer.Argument(
            metavar="REFERRAL", help="Which referral of the law.",
            autocompletion=completion.referrals,
        ),
    ],
    organ: Organ,
) -> None:  # fmt: skip
    """An organ refers the treaty to a court; clocks stop meanwhile."""
    content = {"referral": referral, "organ": organ}
    _submit(it, "refer", treaty, party, content)


@recording
def declare(
    it: Particulars, treaty: Treaty, party: Party,
    declaration: Annotated[
        str,
        typer.Argument(
            metavar="DECLARATION", help="Which declaration of the law.",
            autocompletion=completion.declarations,
        ),
    ],
    organ: Organ,
) -> None:  # fmt: skip
    """An organ declares what changes the course: urgency, a dissolution."""
    content = {"declaration": declaration, "organ": organ}
    _submit(it, "declare", treaty, party, content)


@recording
def extend(
    it: Particulars, treaty: Treaty, party: Party,
    extension: Annotated[
        str,
        typer.Argument(
            metavar="EXTENSION", help="Which extension of the law.",
            autocompletion=completion.extensions,
        ),
    ],
    organ: Organ,
    length: Annotated[
        str, typer.Option("--length", metavar="LENGTH", help="By how much: '21 sitting days'.")
    ],
) -> None:  # fmt: skip
    """An organ lengthens the period that runs, as far as the law allows."""
    content = {"extension": extension, "organ": organ, "length": length}
    _submit(it, "extend", treaty, party, content)


@recording
def publish_calendar(
    it: Particulars, treaty: Treaty, party: Party,
    calendar: Annotated[
        str,
        typer.Argument(
            metavar="CALENDAR", help="Which calendar of the law.",
            autocompletion=completion.calendars,
        ),
    ],
) -> None:  # fmt: skip
    """Have a procedure take up the calendar on file now; by itself it looks once a day."""
    from cli.laws import published

    content = {"calendar": calendar, "published": published(party, calendar)}
    _submit(it, "publish_calendar", treaty, party, content)


@recording
def move_to_law(
    it: Particulars, treaty: Treaty, party: Party,
    law: Annotated[
        str | None,
        typer.Option(
            metavar="VERSION", help="The version to move to; if not given, the one that follows.",
            autocompletion=completion.versions,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Move without asking.")] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what would happen, and change nothing.")
    ] = False,
) -> None:  # fmt: skip
    """Move a running procedure to a new law; shows beforehand what becomes of each step."""
    from cli.draft import Draft
    from cli.moving import move

    move(Draft("move_to_law", treaty, party, **vars(it)), law, preview, yes)


@recording
def notify(it: Particulars, treaty: Treaty, party: Party) -> None:
    """A party's note arrives: its procedure is complete."""
    _submit(it, "notify", treaty, party)


@recording
def exchange(it: Particulars, treaty: Treaty) -> None:
    """All parties exchange their instruments of ratification."""
    _submit(it, "exchange", treaty, "")


class MeansOfConsent(str, Enum):  # noqa: UP042 - typer shows the values of this one
    """How a State consents to be bound."""

    RATIFICATION = "ratification"
    ACCEPTANCE = "acceptance"
    APPROVAL = "approval"
    ACCESSION = "accession"
    SUCCESSION = "succession"
    DEFINITIVE_SIGNATURE = "definitive_signature"


@recording
def deposit(
    it: Particulars, treaty: Treaty, party: Party,
    means: Annotated[
        MeansOfConsent, typer.Option(help="Accession and succession need no signature before.")
    ] = MeansOfConsent.RATIFICATION,
) -> None:  # fmt: skip
    """A party deposits its instrument with the depositary."""
    content = {"means": means.value}
    _submit(it, "deposit", treaty, party, content)


@recording
def act(
    it: Particulars,
    treaty: Treaty,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="ACT",
            help="denounce, reserve, object, withdraw, withdraw-reservation, interpret, "
            "apply-provisionally, suspend, terminate, register, propose-correction or "
            "object-to-correction.",
            autocompletion=completion.dealings,
        ),
    ],
    party: OptionalParty = None,
    fields: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="NAME=VALUE",
            help="What the act says more: reservation=r1, text='...', to=FR, what=signature, "
            "revoked=true, article='Art. 2', number=12345, objections_until=2026-12-31.",
        ),
    ] = None,
) -> None:  # fmt: skip
    """What a party does beside consenting: reserve, object, denounce, suspend, register."""
    from cli.draft import DEALINGS
    from cli.failure import WrongUsage

    name = kind.replace("-", "_")
    if name not in DEALINGS:
        known = ", ".join(it.replace("_", "-") for it in DEALINGS)
        raise WrongUsage(f"{kind!r} is no such act. Acts: {known}.")
    content = dict(map(set_field, fields or ()))
    _submit(it, name, treaty, party or "", content)


def retry(treaty: Treaty) -> None:
    """Try again what failed, such as loading a law, once its cause is mended."""
    from cli.retrying import retry_failed

    retry_failed(treaty)
