"""A worker as those see it who run it: its health, its metrics, its traces, and how it stops."""

import json
import re
import shutil
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError

from cli.server import free_port
from confidential.conversion import data_converter
from tests.end_to_end.conftest import HOUSE, Desk, _desk
from tests.end_to_end.test_letters import Receiver, receiving, wait_until
from tests.operations.collector import Collector, collecting
from tests.operations.exposition import Exposition, scraped, unknown
from tests.workflows.conftest import LAWS, treaty
from workflows import ids
from workflows.messages import TreatyInput
from workflows.treaty_lifecycle import TreatyLifecycle

RULES = yaml.safe_load((HOUSE / "deploy/prometheus/alerts.yml").read_text())["groups"][0]["rules"]
BOARD = json.loads((HOUSE / "deploy/grafana/treaty.json").read_text())
QUERIES = {
    **{it["alert"]: it["expr"] for it in RULES},
    **{
        f"{panel['title']} {at['refId']}": at["expr"].replace("$__rate_interval", "5m")
        for panel in BOARD["panels"]
        for at in panel["targets"]
    },
}


@dataclass
class Watched:
    """A worker process under load, with everything that can be watched of it."""

    desk: Desk
    health: str
    metrics: str
    collector: Collector

    def asked(self, path: str) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(f"http://{self.health}{path}", timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError:
            return 0, None

    def is_ready(self) -> bool:
        return self.asked("/readyz")[0] == 200

    def value(self, name: str, **labels: str) -> float:
        return scraped(self.metrics).value(name, **labels)


@pytest.fixture(scope="module")
def watching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """One worker for this module; two workflows stay in its memory."""
    health, metrics = (f"127.0.0.1:{free_port()}" for _ in range(2))
    with collecting() as collector:
        for desk in _desk(tmp_path_factory.mktemp("watched")):
            desk.variables.update(
                TREATY_HEALTH=health, TREATY_METRICS=metrics, TREATY_METRICS_EVERY="0.3",
                TREATY_TRACING="true", OTEL_EXPORTER_OTLP_ENDPOINT=collector.address,
                OTEL_BSP_SCHEDULE_DELAY="200", TREATY_CACHE="2", TREATY_LOG_LEVEL="error",
                TREATY_PROCEDURES=str(law_of_two(desk.folder / "laws")),
            )  # fmt: skip
            desk.start_worker()
            found = Watched(desk, health, metrics, collector)
            wait_until(30, found.is_ready)
            yield found


@pytest.fixture(scope="module")
async def watched(watching: Watched) -> Watched:
    """The same under load."""
    place = watching.desk.place
    await load(watching, await Client.connect(place.address, data_converter=data_converter()))
    return watching


def law_of_two(folder: Path) -> Path:
    """The law of two States that there are not."""
    folder.mkdir()
    for code in ("AA", "BB"):
        shutil.copy(LAWS / f"{code}.toml", folder)
    return folder


async def load(watched: Watched, client: Client) -> None:
    """Acts that are recorded and refused, by update and by signal; one workflow is stuck.

    And the register of one treaty is not what was written, and for a moment no letter goes out.
    """
    outbox = watched.desk.folder / "outbox"
    kept = outbox.rename(outbox.with_name("closed"))
    outbox.write_text("a file where the folder was")
    for number in range(3):
        handle = await opened(client, f"load-{number}")
        for party in ("AA", "BB"):
            act = {"party": party, "on": "2022-01-01", "by": "clerk"}
            await handle.execute_update("sign", act)
    with pytest.raises(WorkflowUpdateFailedError):
        await handle.execute_update("sign", {"party": "ZZ", "on": "2022-01-01", "by": "clerk"})
    wait_until(30, lambda: watched.value("temporal_activity_execution_failed"))
    outbox.unlink()
    kept.rename(outbox)
    await handle.signal("sign", {"party": "ZZ"})
    await handle.signal("a secret name", {})
    await client.start_workflow("NoSuch", id="stuck", task_queue=ids.TASK_QUEUE)
    register = watched.desk.folder / "register" / "load-1.jsonl"
    wait_until(20, register.exists)
    register.write_text("{}\n")
    await client.get_workflow_handle(ids.treaty_id("load-1")).signal("another", {})
    wait_until(30, lambda: watched.value("treaty_register_appends_total", outcome="forked"))
    wait_until(20, lambda: watched.value("temporal_workflow_task_execution_failed"))
    wait_until(20, lambda: watched.value("treaty_treaties", stage="procedures") == 3)


async def opened(client: Client, slug: str) -> WorkflowHandle[Any, Any]:
    opening = TreatyInput(treaty=treaty(slug))
    return await client.start_workflow(
        TreatyLifecycle.run, opening, id=ids.treaty_id(slug), task_queue=ids.TASK_QUEUE
    )


@pytest.fixture(scope="module")
def exported(watched: Watched) -> Exposition:
    return scraped(watched.metrics)


def test_dashboard_and_alerts_name_what_a_worker_exports(exported: Exposition) -> None:
    wrong = {name: list(unknown(query, exported)) for name, query in QUERIES.items()}
    assert {name: it for name, it in wrong.items() if it} == {}


def test_acts_are_counted_by_message_and_outcome_and_nothing_that_was_sent_is_a_label(
    exported: Exposition,
) -> None:
    acts = "treaty_acts_total"
    assert exported.value(acts, message="sign", outcome="recorded") == 6
    assert exported.value(acts, message="sign", outcome="refused") == 2
    assert exported.value(acts, message="unknown", outcome="refused") == 2
    labels = json.dumps([its for found in exported.series.values() for its, _ in found])
    assert not [it for it in ("load-", "secret", "clerk", "another") if it in labels]


def test_every_metric_of_the_project_is_documented(exported: Exposition) -> None:
    own = {it for it in exported.series if it.startswith("treaty_")}
    told = (HOUSE / "docs/operations.md").read_text()
    assert own == set(re.findall(r"^\| `(treaty_\w+)`", told, re.MULTILINE))


def test_what_is_open_is_counted_over_all_treaties(exported: Exposition) -> None:
    assert exported.value("treaty_treaties", stage="procedures") == 3
    assert exported.value("treaty_overdue_steps") >= 0
    assert exported.value("treaty_undelivered_letters") == 0
    assert exported.value("treaty_counted_timestamp_seconds") > time.time() - 60


def test_what_a_message_set_off_is_traced_to_a_collector(watched: Watched) -> None:
    wait_until(20, lambda: watched.collector.named("RunActivity:do_errand"))

    recorded = watched.collector.named("HandleUpdate:sign")
    assert len(recorded) == 6, "nothing is traced twice"
    ids_ = {it.value.string_value for span in recorded for it in span.attributes}
    assert "treaty:load-0" in ids_
    assert watched.collector.services == {"treaty-worker"}


def test_a_worker_says_what_is_wrong_and_when_it_is_well_again(watched: Watched) -> None:
    assert watched.asked("/healthz") == (200, {"alive": True})
    assert watched.asked("/readyz") == (200, {"ready": True, "troubles": {}})

    outbox = watched.desk.folder / "outbox"
    kept = outbox.rename(outbox.with_name("kept"))
    outbox.write_text("a file where the folder was")
    wait_until(20, lambda: watched.asked("/readyz")[0] == 503)
    _, said = watched.asked("/readyz")
    assert list(said["troubles"]) == ["outbox"]
    assert said["troubles"]["outbox"].startswith(f"The outbox {outbox} cannot be written: ")
    wait_until(
        20, lambda: scraped(watched.metrics).value("treaty_check_passed", check="outbox") == 0
    )

    outbox.unlink()
    kept.rename(outbox)
    wait_until(20, lambda: watched.asked("/readyz")[0] == 200)


def test_a_worker_that_is_told_to_stop_finishes_what_it_has_begun(desk: Desk) -> None:
    health, receiver = f"127.0.0.1:{free_port()}", Receiver()
    desk.variables["TREATY_HEALTH"] = health
    with receiving(receiver, desk):
        worker = desk.start_worker()
        desk.does("start", desk.file("stops"))
        desk.does("sign", "stops", "FR", "--on", "2021-10-28")
        wait_until(30, lambda: receiver.mails and receiver.webhooks)

        worker.send_signal(signal.SIGTERM)
        wait_until(20, lambda: stopping(health))
        assert worker.poll() is None, "two letters are under way"
        receiver.may_answer.set()

        assert worker.wait(30) == 0
        desk.workers.clear()
        desk.start_worker()
        found = desk.does("notices", "stops", "-o", "json").json
    assert (len(receiver.mails), len(receiver.webhooks)) == (1, 1)
    channels = {it["channel"] for it in found if it["to"]["name"] == "Dana Abenova"}
    assert channels == {"smtp", "webhook:registry"}


def stopping(health: str) -> bool:
    try:
        urllib.request.urlopen(f"http://{health}/readyz", timeout=10)
    except urllib.error.HTTPError as error:
        return "worker" in json.load(error)["troubles"]
    return False
