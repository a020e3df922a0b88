"""The newcomer's demonstration, as it comes, and with people who read real mail."""

import asyncio
import os
import sys
from email import message_from_bytes, policy
from pathlib import Path

import directories
from tests.activities.servers import Mailroom, Subscriber, mail_server, subscribed
from tests.end_to_end.conftest import HOUSE


async def demo(folder: Path, *arguments: str, **variables: str) -> str:
    """What the demonstration says."""
    ours = ("TEMPORAL_", "TREATY_")
    environment = {key: it for key, it in os.environ.items() if not key.startswith(ours)}
    running = await asyncio.create_subprocess_exec(
        sys.executable, str(HOUSE / "starter.py"), "demo", *arguments,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, cwd=folder,
        env=environment | {"COLUMNS": "80"} | variables,
    )  # fmt: skip
    said, wrong = await running.communicate()
    assert running.returncode == 0, wrong.decode()
    return said.decode()


async def test_the_demo_of_the_readme_runs_to_entry_into_force(tmp_path: Path) -> None:
    said = await demo(tmp_path)

    assert "Web UI: http://localhost:" in said
    assert "Entry into force: 3 July 2024" in said
    assert "30th day after 3 June 2024: 3 July 2024" in said
    assert "illustrative" in said
    assert "Notice to Office of the Mazhilis <office@mazhilis.example>" in said
    assert "counts when a second person has confirmed it" in said
    assert len(list(tmp_path.rglob("*.eml"))) >= 20


async def test_whoever_reads_mail_or_a_webhook_gets_each_notice_of_the_demo_once(
    tmp_path: Path,
) -> None:
    people, mailroom, registry = tmp_path / "people", Mailroom(), Subscriber()
    people.mkdir()
    for file in directories.DEMO.glob("*.toml"):
        channels = '["smtp", "webhook:registry"]'
        written = file.read_text().replace(
            'language = "fr"', f'language = "fr"\nchannels = {channels}'
        )
        (people / file.name).write_text(written)
    async with mail_server(mailroom) as port:
        with subscribed(registry) as address:
            hooks = tmp_path / "hooks.toml"
            hooks.write_text(
                f'[registry]\nurl = "{address}"\nsecret = "whsec_{"QUJD" * 8}"\n'
                "allow_private = true\n"
            )
            said = await demo(
                tmp_path, "--directory", str(people), TREATY_SMTP_HOST="127.0.0.1",
                TREATY_SMTP_PORT=str(port), TREATY_SMTP_SECURITY="none",
                TREATY_WEBHOOKS=str(hooks),
            )  # fmt: skip

    assert "Entry into force: 3 July 2024" in said
    mails = [message_from_bytes(it, policy=policy.default) for it in mailroom.received]
    ids = [it["Message-ID"] for it in mails]
    assert len(ids) == len(set(ids)) >= 10
    assert {it["References"] for it in mails} == {
        "<treaty.fr-kz-mutual-legal-assistance@localhost>"
    }
    assert set(mailroom.recipients) <= {
        f"{it}.example"
        for it in (
            "traites@diplomatie", "avis@conseil-etat", "sgg@gouvernement", "seance@assemblee",
            "seance@senat", "lois@elysee",
        )
    }  # fmt: skip
    hooks_ids = [headers["webhook-id"] for _, headers, _ in registry.requests]
    assert len(hooks_ids) == len(set(hooks_ids)) == len(ids)
