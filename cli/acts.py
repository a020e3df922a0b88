"""The commands that record an act. What is lawful, the workflow says; this is what is typed."""

from typing import Annotated

import typer

from cli import completion
from cli.options import ACT, By, Id, Illustrative, Note, On, Party, Treaty

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
    on: On = None, by: By = "unnamed", note: Note = "",
    act_id: Id = "", illustrative: Illustrative = False,
) -> None:  # fmt: skip
    """An organ votes; the numbers decide, by the law's majority and quorum."""
    from cli.draft import Draft
    from cli.sending import submit

    tally = {"yes": yes, "no": no, "abstain": abstain, "present": present}
    content = {"step": step, "tally": tally, "motion": motion}
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


def deposit(
    treaty: Treaty, party: Party, on: On = None, by: By = "unnamed", note: Note = "",
    act_id: Id = "", illustrative: Illustrative = False,
) -> None:  # fmt: skip
    """A party deposits its instrument with the depositary."""
    from cli.draft import Draft
    from cli.sending import submit

    submit(Draft("deposit", treaty, party, on, by, note, act_id, illustrative))


def retry(treaty: Treaty) -> None:
    """Try again what failed, such as loading a law, once its cause is mended."""
    from cli.sending import retry_failed

    retry_failed(treaty)
