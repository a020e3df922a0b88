"""The commands that record an act. What is lawful, the workflow says; this is what is typed."""

from enum import Enum
from typing import Annotated

import typer

from cli import completion
from cli.options import (
    ACT,
    By,
    Id,
    Illustrative,
    Note,
    On,
    OptionalParty,
    Party,
    Treaty,
    further_tally,
    set_field,
)  # fmt: skip

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


def sign(
    treaty: Treaty, party: Party, on: On = None, by: By = "unnamed", note: Note = "",
    act_id: Id = "", illustrative: Illustrative = False,
) -> None:  # fmt: skip
    """A party signs the treaty; its domestic procedure opens."""
    from cli.draft import Draft
    from cli.sending import submit

    submit(Draft("sign", treaty, party, on, by, note, act_id, illustrative))


def vote(
    treaty: Treaty, party: Party, step: Step,
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
    on: On = None, by: By = "unnamed", note: Note = "",
    act_id: Id = "", illustrative: Illustrative = False,
) -> None:  # fmt: skip
    """An organ votes; the numbers decide, by the law's majority and quorum."""
    from cli.draft import Draft
    from cli.sending import submit

    tally = {"yes": yes, "no": no, "abstain": abstain, "present": present}
    further = dict(map(further_tally, also or ()))
    content = {"step": step, "tally": tally, "motion": motion, "also": further, "organ": organ}
    submit(Draft("vote", treaty, party, on, by, note, act_id, illustrative, content))


def decide(
    treaty: Treaty, party: Party, step: Step,
    outcome: Annotated[
        str,
        typer.Argument(
            metavar="OUTCOME", help="What it decided.", autocompletion=completion.outcomes
        ),
    ],
    on: On = None, by: By = "unnamed", note: Note = "",
    act_id: Id = "", illustrative: Illustrative = False,
) -> None:  # fmt: skip
    """An organ decides: one of the outcomes that the step has."""
    from cli.draft import Draft
    from cli.sending import submit

    content = {"step": step, "outcome": outcome}
    submit(Draft("decide", treaty, party, on, by, note, act_id, illustrative, content))


def refer(
    treaty: Treaty, party: Party,
    referral: Annotated[
        str,
        typer.Argument(
            metavar="REFERRAL", help="Which referral of the law.",
            autocompletion=completion.referrals,
        ),
    ],
    organ: Organ,
    on: On = None, by: By = "unnamed", note: Note = "",
    act_id: Id = "", illustrative: Illustrative = False,
) -> None:  # fmt: skip
    """An organ refers the treaty to a court; clocks stop meanwhile."""
    from cli.draft import Draft
    from cli.sending import submit

    content = {"referral": referral, "organ": organ}
    submit(Draft("refer", treaty, party, on, by, note, act_id, illustrative, content))


def declare(
    treaty: Treaty, party: Party,
    declaration: Annotated[
        str,
        typer.Argument(
            metavar="DECLARATION", help="Which declaration of the law.",
            autocompletion=completion.declarations,
        ),
    ],
    organ: Organ,
    on: On = None, by: By = "unnamed", note: Note = "",
    act_id: Id = "", illustrative: Illustrative = False,
) -> None:  # fmt: skip
    """An organ declares what changes the course: urgency, a dissolution."""
    from cli.draft import Draft
    from cli.sending import submit

    content = {"declaration": declaration, "organ": organ}
    submit(Draft("declare", treaty, party, on, by, note, act_id, illustrative, content))


def extend(
    treaty: Treaty, party: Party,
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
    on: On = None, by: By = "unnamed", note: Note = "",
    act_id: Id = "", illustrative: Illustrative = False,
) -> None:  # fmt: skip
    """An organ lengthens the period that runs, as far as the law allows."""
    from cli.draft import Draft
    from cli.sending import submit

    content = {"extension": extension, "organ": organ, "length": length}
    submit(Draft("extend", treaty, party, on, by, note, act_id, illustrative, content))


def publish_calendar(
    treaty: Treaty, party: Party,
    calendar: Annotated[
        str,
        typer.Argument(
            metavar="CALENDAR", help="Which calendar of the law.",
            autocompletion=completion.calendars,
        ),
    ],
    on: On = None, by: By = "unnamed", note: Note = "", act_id: Id = "",
) -> None:  # fmt: skip
    """Have a procedure take up the calendar on file now; by itself it looks once a day."""
    from cli.draft import Draft
    from cli.laws import published
    from cli.sending import submit

    content = {"calendar": calendar, "published": published(party, calendar)}
    submit(Draft("publish_calendar", treaty, party, on, by, note, act_id, False, content))


def move_to_law(
    treaty: Treaty, party: Party,
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
    on: On = None, by: By = "unnamed", note: Note = "", act_id: Id = "",
) -> None:  # fmt: skip
    """Move a running procedure to a new law; shows beforehand what becomes of each step."""
    from cli.draft import Draft
    from cli.moving import move

    move(Draft("move_to_law", treaty, party, on, by, note, act_id, False), law, preview, yes)


def notify(
    treaty: Treaty, party: Party, on: On = None, by: By = "unnamed", note: Note = "",
    act_id: Id = "", illustrative: Illustrative = False,
) -> None:  # fmt: skip
    """A party's note arrives: its procedure is complete."""
    from cli.draft import Draft
    from cli.sending import submit

    submit(Draft("notify", treaty, party, on, by, note, act_id, illustrative))


def exchange(
    treaty: Treaty, on: On = None, by: By = "unnamed", note: Note = "",
    act_id: Id = "", illustrative: Illustrative = False,
) -> None:  # fmt: skip
    """All parties exchange their instruments of ratification."""
    from cli.draft import Draft
    from cli.sending import submit

    submit(Draft("exchange", treaty, "", on, by, note, act_id, illustrative))


class MeansOfConsent(str, Enum):  # noqa: UP042 - typer shows the values of this one
    """How a State consents to be bound."""

    RATIFICATION = "ratification"
    ACCEPTANCE = "acceptance"
    APPROVAL = "approval"
    ACCESSION = "accession"
    SUCCESSION = "succession"
    DEFINITIVE_SIGNATURE = "definitive_signature"


def deposit(
    treaty: Treaty, party: Party,
    means: Annotated[
        MeansOfConsent, typer.Option(help="Accession and succession need no signature before.")
    ] = MeansOfConsent.RATIFICATION,
    on: On = None, by: By = "unnamed", note: Note = "",
    act_id: Id = "", illustrative: Illustrative = False,
) -> None:  # fmt: skip
    """A party deposits its instrument with the depositary."""
    from cli.draft import Draft
    from cli.sending import submit

    content = {"means": means.value}
    submit(Draft("deposit", treaty, party, on, by, note, act_id, illustrative, content))


def act(
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
    on: On = None, by: By = "unnamed", note: Note = "",
    act_id: Id = "", illustrative: Illustrative = False,
) -> None:  # fmt: skip
    """What a party does beside consenting: reserve, object, denounce, suspend, register."""
    from cli.draft import DEALINGS, Draft
    from cli.failure import WrongUsage
    from cli.sending import submit

    name = kind.replace("-", "_")
    if name not in DEALINGS:
        known = ", ".join(it.replace("_", "-") for it in DEALINGS)
        raise WrongUsage(f"{kind!r} is no such act. Acts: {known}.")
    content = dict(map(set_field, fields or ()))
    submit(Draft(name, treaty, party or "", on, by, note, act_id, illustrative, content))


def retry(treaty: Treaty) -> None:
    """Try again what failed, such as loading a law, once its cause is mended."""
    from cli.sending import retry_failed

    retry_failed(treaty)
