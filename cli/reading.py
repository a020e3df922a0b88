"""The commands that look: at one treaty, and at all of them."""

from cli.options import OptionalParty, Treaty


def status(treaty: Treaty) -> None:
    """Where a treaty stands, who must act now, and when it enters into force."""
    from cli import status as shown

    shown.show(treaty)


def history(treaty: Treaty, party: OptionalParty = None) -> None:
    """Every act, of the treaty and of its parties' procedures, in order."""
    from cli import history as shown

    shown.show(treaty, party)


def notices(treaty: Treaty) -> None:
    """What was sent to whom."""
    from cli import notices as shown

    shown.show(treaty)


def listing() -> None:
    """All treaties: stage, parties, whom they wait for, the next day."""
    from cli import listing as shown

    shown.show()
