"""Documents of every kind, as records give them."""

from typing import Any

from tests.treaty.samples import after, day, lawful, notifies
from treaty import documents, lifecycle
from treaty.acts import Attachment, Deposit, TreatyAct
from treaty.document import Document
from treaty.parties import Party, Treaty

NAMES = {"KZ": "Kazakhstan", "FR": "France", "GB": "United Kingdom", "PS": "Palestine"}
PAPER = Attachment(name="Note 5/2023", href="https://e.org/note.pdf", sha256="a" * 64)


def pact(rule: str = "after_last_notification", **changes: Any) -> Treaty:
    """A treaty between States that exist."""
    parties = [
        Party(code=code, name=name, time_zone="UTC", treaty_office="MFA")
        for code, name in NAMES.items()
    ]
    clause = {"rule": rule, "article": "Art. 9(1)", "months": 2, "days": 30, "first_of_month": 2}
    values = {"slug": "pact", "title": "Pact on Tests", "entry_into_force": clause}
    two = parties[:2] if rule == "after_last_notification" else parties
    return Treaty.model_validate({**values, "parties": two, **changes})


def made(of: Treaty, *acts: TreatyAct) -> tuple[Document, ...]:
    return documents.listed(lifecycle.settle(after(of, *acts), day("2030-01-01")))


def bilateral(**changes: Any) -> tuple[Document, ...]:
    """Notes, instruments and the certificate; France's receipt has a paper and is assumed."""
    return made(
        pact(**changes), *lawful("KZ", "FR"), notifies("KZ", "2022-02-01"),
        notifies("FR", "2022-03-01", attachments=(PAPER,), illustrative=True),
    )  # fmt: skip


def multilateral(**changes: Any) -> tuple[Document, ...]:
    """Accessions, two of which bring the treaty into force, and one that comes later."""
    clause = {
        "rule": "after_nth_instrument", "article": "Art. 21", "number": 2, "days": 30,
        "not_before": [{"day": "2022-06-01", "what": "a year from adoption"}],
    }  # fmt: skip
    values = {
        "entry_into_force": clause, "procedures_of": [],
        "depositary": "Secretary-General of the United Nations",
    }  # fmt: skip
    acts = (
        Deposit(party=code, on=day(f"2022-0{n}-01"), means="accession")
        for n, code in enumerate(("KZ", "FR", "GB"), 1)
    )
    return made(pact("after_nth_instrument", **{**values, **changes}), *acts)


def drafts() -> tuple[Document, ...]:
    return made(pact(), *lawful("KZ", "FR"))


def one(those: tuple[Document, ...], number: str) -> Document:
    return next(it for it in those if it.number == number)
