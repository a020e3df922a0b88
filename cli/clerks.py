"""The commands of clerks: who takes something on, who confirms it, and how a mistake is mended."""

from typing import Annotated

import typer

from cli import completion
from cli.options import ActNumber, OptionalParty, Particulars, Party, Treaty, recording, set_field

Office = Annotated[
    str | None,
    typer.Option(
        metavar="ORGAN", autocompletion=completion.organs,
        help="For which office: the organ whose turn it is, or treaty_office for what the party "
        "does towards the others. If not given, whichever has to act.",
    ),
]  # fmt: skip
Drop = Annotated[
    list[int] | None,
    typer.Option(
        min=1, metavar="NUMBER",
        help="A later act that falls with it; can be given several times.",
    ),
]  # fmt: skip


@recording
def claim(it: Particulars, treaty: Treaty, party: Party, office: Office = None) -> None:
    """Take it upon yourself to do what your office has to do now."""
    from cli.claiming import submit

    submit(it, "claim", treaty, party, office)


@recording
def release(it: Particulars, treaty: Treaty, party: Party, office: Office = None) -> None:
    """Leave what was claimed to anybody of the office again."""
    from cli.claiming import submit

    submit(it, "release", treaty, party, office)


@recording
def confirm(
    it: Particulars, treaty: Treaty, act: ActNumber,
    reject: Annotated[
        bool, typer.Option("--reject", help="Reject it: then it never counts.")
    ] = False,
) -> None:  # fmt: skip
    """Confirm, as the second person, an act that a colleague has recorded (four eyes)."""
    from cli.draft import Draft
    from cli.sending import submit

    content = {"number": act.number, "rejected": reject}
    submit(Draft("confirm", treaty, act.party, **vars(it), content=content))


@recording
def comment(
    it: Particulars, treaty: Treaty,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The remark.")],
    party: OptionalParty = None,
    about: Annotated[
        int | None, typer.Option(metavar="NUMBER", min=1, help="The act that it is about.")
    ] = None,
) -> None:  # fmt: skip
    """Leave a remark in the record of a treaty, or of a party's procedure."""
    from cli.draft import Draft
    from cli.sending import submit

    content = {"text": text, "number": about}
    submit(Draft("comment", treaty, party or "", **vars(it), content=content))


@recording
def correct(
    it: Particulars, treaty: Treaty, act: ActNumber,
    fields: Annotated[
        list[str],
        typer.Option(
            "--set", metavar="NAME=VALUE",
            help="What was wrong, as it should have been: on=2023-01-18, outcome=signed, "
            "tally.yes=91.",
        ),
    ],
    drop: Drop = None,
) -> None:  # fmt: skip
    """Correct a wrongly recorded act: it stays in the history, and what followed is redone.

    Say why with --note. Those who were told the wrong thing are told so.
    """
    from cli.correcting import submit

    submit(it, treaty, act, dict(map(set_field, fields)), drop or [])


@recording
def withdraw(it: Particulars, treaty: Treaty, act: ActNumber, drop: Drop = None) -> None:
    """Withdraw a wrongly recorded act, as if it had not been; it stays in the history.

    Say why with --note. A party that withdraws from the treaty: treaty act ... withdraw.
    """
    from cli.correcting import submit

    submit(it, treaty, act, {}, drop or [])
