"""Who seals in Aland in these tests, and with which keys."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import TypeAdapter

from cli.keyring import SealingKey, public_of
from tests.workflows.people import away, people
from treaty.acts import Act, DomesticAct, TreatyAct, identified
from treaty.keys import PublicKey, key_id
from treaty.seals import Place

TODAY = datetime.now(UTC).date()
LONG_AGO = date(2020, 1, 1)
DAYS = timedelta(days=3)
"""No time zone makes a day of these three."""


def key(name: str) -> SealingKey:
    """The private key that is called so: the same in each run."""
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
    return SealingKey(key_id(public_of(private)), private)


def public(name: str, since: date = LONG_AGO, **days: date) -> PublicKey:
    """The public half of a key, as a directory has it."""
    it = key(name)
    return PublicKey.model_validate(
        {"id": it.id, "public": public_of(it.private), "since": since, **days}
    )


KEYS = {
    "ann": (
        public("ann"), public("ann_second"), public("ann_old", until=TODAY - DAYS),
        public("ann_next", since=TODAY + DAYS), public("ann_lost", revoked=TODAY - DAYS),
    ),
    "bob": (public("bob"),),
    "cy": (public("cy"),),
    "dee": (public("dee"),),
}  # fmt: skip


def toml(person: str, it: PublicKey) -> str:
    """A key as a file has it."""
    days = {"since": it.since, "until": it.until, "revoked": it.revoked}
    lines = [f"{name} = {day}" for name, day in days.items() if day]
    return "\n".join(
        (f"[[persons.{person}.keys]]", f'id = "{it.id}"', f'public = "{it.public}"', *lines, "")
    )


def sealers(chamber: str = "") -> str:
    """The directory of Aland, with keys; Dee stood in for Ann, and does no more."""
    keys = (toml(person, it) for person, them in KEYS.items() for it in them)
    return people(chamber, away(-9, -3), *keys)


def sealed(place: Place, by: str, act: dict[str, Any], with_: str = "") -> dict[str, Any]:
    """An act as it is sent: by whom, and sealed with a key of theirs if no other is named."""
    kind: Any = DomesticAct if place.party else TreatyAct
    adapter: TypeAdapter[Act] = TypeAdapter(kind)
    made = identified(adapter.validate_python({"by": by, **act}, extra="forbid"))
    found = key(with_ or by).seal(made, place)
    return {"kind": act["kind"], **found.model_dump(mode="json", exclude_defaults=True)}
