"""Dossiers of treaties that exist, as a report gets them, without a server."""

from datetime import UTC, datetime
from functools import cache

import procedures
from cli.history import told
from cli.report import dossier
from cli.standings import Standings
from cli.treaty_file import FOLDER, FiledAct, TreatyFile, read
from treaty import lifecycle, procedure
from treaty.acts import Report
from treaty.lifecycle import TreatyRecord
from treaty.procedure import DomesticRecord

MOMENT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
"""When these reports are made."""

TYPED = datetime(2026, 11, 1, 12, tzinfo=UTC)
"""When everything in them was typed in."""


class Told(Exception):
    """Nothing: the acts were told to their end."""


class Life:
    """A treaty's life as its file tells it, each act checked before it is applied."""

    def __init__(self, file: TreatyFile) -> None:
        self.record: TreatyRecord = lifecycle.opened(file.treaty)
        self.domestic: dict[str, DomesticRecord] = {}

    def does(self, filed: FiledAct) -> None:
        act = filed.act
        if act.kind in {"sign", "notify", "exchange", "deposit"}:
            self.record = _applied(lifecycle, self.record, act)
            self._open()
            return
        assert filed.party
        after = _applied(procedure, self.domestic[filed.party], act)
        self.domestic[filed.party] = after
        if after.is_over:
            report = Report(party=filed.party, on=after.reached, outcome=after.step)  # type: ignore[arg-type]
            self.record = _applied(lifecycle, self.record, report)

    def _open(self) -> None:
        for it in lifecycle.to_open(self.record):
            if it.party.code not in self.domestic and it.signed:
                law = procedures.load(it.party.code).on(it.signed.on)
                treaty = self.record.treaty
                self.domestic[it.party.code] = procedure.opened(
                    treaty.slug, treaty.title, it.party, law, it.signed.on
                )


def _applied(module, record, act):  # type: ignore[no-untyped-def]
    module.check(record, act, MOMENT.date())
    return module.apply(record, act, TYPED)


@cache
def told_until(slug: str, acts: int | None = None) -> Standings:
    """A treaty of the project after so many acts of its file; after all of them if not said."""
    file = read(FOLDER / f"{slug}.toml")
    life = Life(file)
    for filed in file.acts[:acts]:
        life.does(filed)
    return Standings(
        lifecycle.settle(life.record, MOMENT.date()),
        {code: procedure.settle(it, MOMENT.date()) for code, it in life.domestic.items()},
        (), {},
    )  # fmt: skip


PACT = "fr-kz-mutual-legal-assistance"
