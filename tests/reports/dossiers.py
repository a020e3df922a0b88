"""Dossiers as reports get them, without a server: real treaties, and one of everything."""

from datetime import UTC, date, datetime
from functools import cache
from typing import cast

import procedures
from cli.reporting import dossier
from cli.standings import Standings
from cli.treaty_file import FOLDER, FiledAct, read
from reports import Dossier, Item, Portfolio
from tests.documents.facts import PAPER, pact
from tests.procedures.walk import Walk
from tests.treaty.samples import after, day, deposits, lawful, signs
from treaty import lifecycle, procedure
from treaty.acts import (
    ApplyProvisionally,
    Attachment,
    DomesticAct,
    Interpret,
    MoveToLaw,
    Object,
    ProposeCorrection,
    Report,
    Reserve,
    TreatyAct,
)
from treaty.entries import Refusal
from treaty.lifecycle import TreatyRecord
from treaty.owed import Owed
from treaty.parties import Treaty
from treaty.procedure import DomesticRecord

PACT = "fr-kz-mutual-legal-assistance"
MOMENT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
"""When these reports are made."""

TYPED = datetime(2026, 11, 1, 12, tzinfo=UTC)
"""When everything in them was typed in."""

TODAY = MOMENT.date()
HOSTILE = "<script>alert('x')</script>"


class Life:
    """A treaty's life as its file tells it, each act checked before it is applied."""

    def __init__(self, treaty: Treaty) -> None:
        self.record: TreatyRecord = lifecycle.opened(treaty)
        self.domestic: dict[str, DomesticRecord] = {}

    def does(self, filed: FiledAct) -> None:
        if filed.act.kind in {"sign", "notify", "exchange", "deposit"}:
            self._international(cast("TreatyAct", filed.act))
            return
        assert filed.party
        act, record = cast("DomesticAct", filed.act), self.domestic[filed.party]
        procedure.check(record, act, TODAY)
        after = self.domestic[filed.party] = procedure.apply(record, act, TYPED)
        if after.is_over:
            told = {"party": filed.party, "on": after.reached, "outcome": after.step}
            self._international(Report.model_validate(told))

    def _international(self, act: TreatyAct) -> None:
        lifecycle.check(self.record, act, TODAY)
        self.record = lifecycle.apply(self.record, act, TYPED)
        for it in lifecycle.to_open(self.record):
            if it.party.code not in self.domestic and it.signed:
                law = procedures.load(it.party.code).on(it.signed.on)
                self.domestic[it.party.code] = procedure.opened(
                    self.record.treaty.slug, self.record.treaty.title, it.party, law, it.signed.on
                )


@cache
def real(acts: int | None = None) -> Dossier:
    """The treaty of the demonstration after so many acts of its file; after all if not said."""
    file = read(FOLDER / f"{PACT}.toml")
    life = Life(file.treaty)
    for filed in file.acts[:acts]:
        life.does(filed)
    return _dossier(life.record, life.domestic)


def _dossier(
    record: TreatyRecord,
    domestic: dict[str, DomesticRecord] | None = None,
    refusals: tuple[Refusal, ...] = (),
    troubles: dict[str, str] | None = None,
) -> Dossier:
    known = Standings(
        lifecycle.settle(record, TODAY),
        {code: procedure.settle(it, TODAY) for code, it in (domestic or {}).items()},
        refusals, troubles or {},
    )  # fmt: skip
    return dossier(known, MOMENT)


def many() -> Dossier:
    """A treaty of four with a depositary: reservations, objections, a correction, a paper."""
    clause = {"rule": "after_nth_instrument", "article": "Art. 21", "number": 2, "days": 30,
              "href": "https://e.org/treaty"}  # fmt: skip
    treaty = pact(
        "after_nth_instrument", entry_into_force=clause, procedures_of=[], adopted="2021-12-01",
        depositary="Secretary-General of the United Nations",
    )  # fmt: skip
    acts: tuple[TreatyAct, ...] = (
        signs("KZ"),
        signs("FR"),
        deposits("KZ", "2022-01-10", attachments=(PAPER,)),
        Reserve(party="KZ", reservation="courts", text="Not Article 5.", on=day("2022-01-10")),
        deposits("FR", "2022-02-10"),
        Object(party="FR", to="KZ", reservation="courts", on=day("2022-03-01")),
        deposits("GB", "2026-06-10", means="accession"),
        Reserve(party="GB", reservation="costs", text="Not Article 7.", on=day("2026-06-10")),
        ApplyProvisionally(party="PS", on=day("2022-03-02")),
        Interpret(party="FR", text="Article 3 means what it says.", on=day("2022-02-10")),
        ProposeCorrection(
            correction="typo", text="Read 'court' for 'curt'.", on=day("2026-11-01"),
            objections_until=day("2027-02-01"),
        ),
    )  # fmt: skip
    return _dossier(after(treaty, *acts))


def moved() -> Dossier:
    """A procedure that went over to a new law."""
    new = procedures.load("KZ").following("constitution_1995")
    walk = Walk.of("KZ", day("2026-06-01")).decide("submitted").vote(90)
    walk.day = day("2026-07-05")
    walk.act(MoveToLaw(procedure=new, on=walk.day))
    return _dossier(after(pact(), *lawful("KZ", "FR")[:2]), {"KZ": walk.record})


def hostile() -> Dossier:
    """A treaty in which every text is an attempt to get into the page."""
    treaty = pact(title=HOSTILE, titles={"fr": HOSTILE}, note=HOSTILE, source=HOSTILE)
    parties = tuple(
        it.model_copy(update={"name": f"{it.name} {HOSTILE}", "treaty_office": HOSTILE})
        for it in treaty.parties
    )
    treaty = treaty.model_copy(update={"parties": parties, "procedures_of": ()})
    paper = Attachment(name=HOSTILE, href="javascript:alert(1)", sha256="a" * 64)
    signed = [
        {"kind": "sign", "party": code, "on": date(2022, 1, 1), "note": HOSTILE, "by": HOSTILE}
        for code in ("KZ", "FR")
    ]
    life = Life(treaty)
    for act in signed:
        filed = {"act": {**act, "attachments": [paper.model_dump()]}, "party": act["party"]}
        life.does(FiledAct.model_validate(filed))
    refusal = Refusal(
        message="vote", payload=HOSTILE, reason=HOSTILE, error="WrongForm", received=TYPED
    )
    return _dossier(life.record, {}, (refusal,), {HOSTILE: HOSTILE})


def portfolio(**chosen: object) -> Portfolio:
    """Four treaties at four stages, one of an earlier version, without a title."""
    running = real(5)
    awaited = [it for it in map(procedure.awaited, running.domestic.values()) if it]
    note = Owed(party="KZ", name="Kazakhstan", act="notify", title="Notify", article="Art. 9")
    items = (
        Item(treaty=PACT, title=running.record.treaty.title, stage="procedures",
             parties=("FR", "KZ"), awaited=tuple(awaited), deadline=date(2027, 1, 2)),
        Item(treaty="old", title="Treaty on Peace", stage="in_force", parties=("GB", "KZ"),
             entry=date(1999, 6, 1)),
        Item(treaty="waiting", title=HOSTILE, stage="awaiting_entry", parties=("KZ", "FR"),
             entry=date(2027, 3, 1), deadline=date(2027, 3, 1), owed=(note,)),
        Item(treaty="untitled", title="", stage="", parties=()),
    )  # fmt: skip
    names = {"FR": "France", "KZ": "Kazakhstan", "GB": "United Kingdom"}
    return Portfolio.model_validate({"items": items, "names": names, "moment": MOMENT, **chosen})
