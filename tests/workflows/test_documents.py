"""What people get: a notice in English, and its document in their own language."""

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import worker
from tests.activities.servers import HERE, Mailroom, mail_server
from tests.workflows.conftest import World, send
from tests.workflows.waiting import eventually

ANA = """
party = "AA"
[persons.ana]
name = "Ana"
address = "ana@aa.example"
language = "fr"
channels = ["smtp"]
[offices.treaty_office]
records = ["ana"]
"""


def staffed(world: World, folder: Path, port: int) -> World:
    """The world with a directory of Aland, and a mail server."""
    (folder / "people").mkdir()
    (folder / "people" / "AA.toml").write_text(ANA)
    its = world.settings.model_copy(
        update={
            "directory": folder / "people", "smtp_host": HERE, "smtp_port": port,
            "smtp_security": "none", "smtp_sender": "treaty@mfa.example",
        }
    )  # fmt: skip
    assert isinstance(its, worker.Settings)
    return World(world.environment, its, world.slug)


def attached(message: EmailMessage) -> list[tuple[str | None, str, str]]:
    """The name, the language by its name, and the first heading of each attachment."""
    found = []
    for part in message.iter_attachments():
        page: str = part.get_content()
        found.append((part.get_filename(), part.get_content_type(), page.split("h1>")[1][:-2]))
    return found


async def test_a_notice_brings_its_document_in_the_language_of_whoever_is_told(
    world: World, tmp_path: Path
) -> None:
    mailroom = Mailroom()
    async with mail_server(mailroom) as port:
        it = staffed(world, tmp_path, port)
        async with it.worker():
            handle = await it.open(procedures_of=[], titles={"fr": "Traité sur les essais"})
            await send(handle, "sign", party="AA", on="2021-10-28", by="ana")
            await send(handle, "sign", party="BB", on="2021-10-28")
            await send(handle, "notify", party="BB", on="2022-02-01")
            await send(handle, "notify", party="AA", on="2022-03-01", by="ana")
            await eventually(lambda: _count(mailroom, 4))

    got = [email.message_from_bytes(it, policy=email.policy.default) for it in mailroom.received]
    mails = {str(it["Subject"]).split(":")[0]: it for it in got}
    signed, noted = mails["Beland signed"], mails["Beland's notification was received"]
    assert attached(signed) == []
    assert attached(noted) == [("N.V.BB.2.2021.fr.html", "text/html", "Note verbale")]
    day = mails["Enters into force on 31 March 2022"]
    assert attached(day) == [
        ("E.F.2.2022.fr.html", "text/html", "Certificat d&#39;entrée en vigueur")
    ]
    plain = noted.get_body(("plain",))
    assert plain
    assert plain.get_content().splitlines()[:3] == [
        "Le texte du présent avis est en anglais. Le document joint est en français.",
        "",
        "Treaty on Tests",
    ]
    [page] = [part.get_content() for part in noted.iter_attachments()]
    assert "« Traité sur les essais »" in page
    assert noted["Content-Language"] == "fr"


async def _count(mailroom: Mailroom, number: int) -> bool:
    return len(mailroom.received) >= number
