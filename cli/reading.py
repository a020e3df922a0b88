"""The commands that look: at one treaty, and at all of them."""

from typing import Annotated

import typer

from cli import completion
from cli.options import OptionalParty, OptionalTreaty, Treaty


def status(treaty: Treaty) -> None:
    """Where a treaty stands, who must act now, and when it enters into force."""
    from cli import status as shown

    shown.show(treaty)


def history(treaty: Treaty, party: OptionalParty = None) -> None:
    """Every act, of the treaty and of its parties' procedures, in order."""
    from cli import history as shown

    shown.show(treaty, party)


def notices(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[TREATY|resend]",
            help="Of which treaty; or resend, to send again what failed once an address or a "
            "channel is mended.",
            autocompletion=completion.treaties,
        ),
    ] = None,
    treaty: OptionalTreaty = None,
    failed: Annotated[
        bool,
        typer.Option(
            "--failed", help="Those that could not be delivered; without a treaty, of all treaties."
        ),
    ] = False,
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="Resend only the letter of this key."),
    ] = None,
) -> None:  # fmt: skip
    """What was sent to whom, what could not be delivered, and sending that again."""
    from cli import notices as shown
    from cli.options import slug

    if what == shown.RESEND:
        shown.resend(treaty, key or [])
    elif treaty or key:
        raise typer.BadParameter(f"only {shown.RESEND!r} goes before a treaty, or takes a --key.")
    elif failed:
        shown.show_failed(slug(what) if what else None)
    else:
        shown.show(slug(what) if what else None)


def listing() -> None:
    """All treaties: stage, parties, whom they wait for, the next day."""
    from cli import listing as shown

    shown.show()
