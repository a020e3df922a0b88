"""What the shell offers; only what can be had at once, without the server.

No import here costs more than the standard library.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

HOUSE = Path(__file__).parent.parent
LAWS, TREATIES = HOUSE / "procedures", HOUSE / "treaties"
LANGUAGES = HOUSE / "documents" / "languages"


def _beginning(names: Iterator[str], incomplete: str) -> list[str]:
    return sorted({it for it in names if it.lower().startswith(incomplete.lower())})


def parties(incomplete: str) -> list[str]:
    """The codes of the parties whose law is on file."""
    return _beginning((it.stem for it in LAWS.glob("*.toml")), incomplete)


def treaties(incomplete: str) -> list[str]:
    """The short names of the treaties on file."""
    return _beginning((it.stem for it in TREATIES.glob("*.toml")), incomplete)


def notices(incomplete: str) -> list[str]:
    """The treaties on file, and the word that sends again what failed."""
    return _beginning(iter((*treaties(""), "resend")), incomplete)


def persons(incomplete: str) -> list[str]:
    """The persons in the directories, by the names that the files give them."""
    folder = os.environ.get("TREATY_DIRECTORY")
    files = Path(folder).glob("*.toml") if folder else ()
    names = (name for it in map(_read, files) for name in it.get("persons", {}))
    return _beginning(names, incomplete)


def treaty_files(incomplete: str) -> list[str]:
    """The treaties on file, and files and folders that begin so."""
    folder = Path(incomplete) if incomplete.endswith("/") else Path(incomplete).parent
    near = (it for it in folder.glob("*") if it.suffix == ".toml" or it.is_dir())
    shown = (f"{it}/" if it.is_dir() else str(it) for it in near)
    return treaties(incomplete) + _beginning(shown, incomplete)


def _of_party(context: typer.Context, table: str) -> Iterator[str]:
    """The names in one table of every version of the party's law."""
    written = str(context.params.get("party") or "").upper()
    found = LAWS / f"{written}.toml"
    if not written.isalpha() or not found.is_file():
        return
    for version in _versions(found):
        yield from version.get(table, {})


def _read(file: Path) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(file.read_text(encoding="utf-8"))


def _versions(file: Path) -> list[dict[str, Any]]:
    law = _read(file)
    return list(law.get("versions") or law.get("version") or [])


def steps(ctx: typer.Context, incomplete: str) -> list[str]:
    """The steps of the party's law."""
    return _beginning(_of_party(ctx, "steps"), incomplete)


def organs(ctx: typer.Context, incomplete: str) -> list[str]:
    """The organs of the party's law."""
    return _beginning(_of_party(ctx, "organs"), incomplete)


def referrals(ctx: typer.Context, incomplete: str) -> list[str]:
    """The referrals of the party's law."""
    return _beginning(_of_party(ctx, "referrals"), incomplete)


def declarations(ctx: typer.Context, incomplete: str) -> list[str]:
    """The declarations of the party's law."""
    return _beginning(_of_party(ctx, "declarations"), incomplete)


def outcomes(ctx: typer.Context, incomplete: str) -> list[str]:
    """The outcomes of the step that was named before."""
    party, step = (str(ctx.params.get(it) or "") for it in ("party", "step"))
    found = LAWS / f"{party.upper()}.toml"
    if not party.isalpha() or not found.is_file():
        return []
    named = (it.get("steps", {}).get(step, {}).get("outcomes", {}) for it in _versions(found))
    return _beginning((name for outcomes in named for name in outcomes), incomplete)


def extensions(ctx: typer.Context, incomplete: str) -> list[str]:
    """The extensions of the party's law."""
    return _beginning(_of_party(ctx, "extensions"), incomplete)


def calendars(ctx: typer.Context, incomplete: str) -> list[str]:
    """The calendars of the party's law."""
    return _beginning(_of_party(ctx, "calendars"), incomplete)


def versions(ctx: typer.Context, incomplete: str) -> list[str]:
    """The versions of the party's law."""
    found = LAWS / f"{str(ctx.params.get('party') or '').upper()}.toml"
    if not found.is_file():
        return []
    return _beginning((str(it.get("id")) for it in _versions(found)), incomplete)


DEALINGS = (
    "apply-provisionally", "reserve", "withdraw-reservation", "object", "interpret", "withdraw",
    "denounce", "suspend", "terminate", "propose-correction", "object-to-correction", "register",
)  # fmt: skip


def dealings(incomplete: str) -> list[str]:
    """What parties do beside consenting."""
    return _beginning(iter(DEALINGS), incomplete)


DOCUMENTS = ("note-verbale", "notification", "instrument", "certificate")


def documents(incomplete: str) -> list[str]:
    """The kinds of documents."""
    return _beginning(iter(DOCUMENTS), incomplete)


STAGES = (
    "signing", "procedures", "awaiting_entry", "in_force", "suspended", "terminated", "refused",
)  # fmt: skip


def stages(incomplete: str) -> list[str]:
    """The stages of a treaty."""
    return _beginning(iter(STAGES), incomplete)


TABLES = ("treaties", "participants", "actions", "statements", "notifications", "votes")


def tables(incomplete: str) -> list[str]:
    """The tables of an export."""
    return _beginning(iter(TABLES), incomplete)


def languages(incomplete: str) -> list[str]:
    """The languages in which documents are on file."""
    return _beginning((it.stem for it in LANGUAGES.glob("*.toml")), incomplete)
