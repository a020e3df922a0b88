"""Holds `docker-compose.yml`, `Dockerfile` and `deploy/` to what the code needs of them.

No container is started. What a container would run is run here where that is possible:
the namespace script against a real server, the schema script against a recording one.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.testing import WorkflowEnvironment

from operations.settings import Settings, variables
from workflows.ids import TASK_QUEUE
from workflows.search_attributes import ALL

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PATH = os.environ["PATH"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def needs(name: str) -> dict[str, str]:
    """What a service waits for, and until when."""
    waits = SERVICES[name].get("depends_on", {})
    return {other: wait["condition"] for other, wait in waits.items()}


def environment(name: str) -> dict[str, str]:
    """What a service finds in its environment when nobody sets anything."""
    written = SERVICES[name].get("environment", {})
    found = {key: value for key, value in written.items() if value is not None}
    return {key: re.sub(r"\$\{\w+:-(.*)\}", r"\1", value) for key, value in found.items()}


def mounts() -> Iterator[tuple[str, str]]:
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            source, target = volume.split(":")[:2]
            yield source, target


def copied() -> set[str]:
    """The files and folders of the project that the image has."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    return {source for line in lines for source in line.split()}


def run(*command: str | Path, **variables: str) -> str:
    """Run a program in an environment of its own, so that this machine's settings do not matter."""
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_follows_the_compose_specification() -> None:
    schema = ("--builtin-schema", "vendor.compose-spec")
    run(BIN / "check-jsonschema", *schema, ROOT / "docker-compose.yml", PATH=os.environ["PATH"])


def test_no_password_is_written_down() -> None:
    passwords = {
        value
        for service in SERVICES.values()
        for key, value in service.get("environment", {}).items()
        if re.search("PASSWORD|PWD|SECRET|KEY", key) and value is not None
        if not value.startswith("/tls/")
    }
    assert passwords == {COMPOSE["x-password"], COMPOSE["x-register-password"]}
    for name, password in (("POSTGRES", "x-password"), ("REGISTER", "x-register-password")):
        assert COMPOSE[password].startswith(f"${{{name}_PASSWORD:?")
        assert f"\n{name}_PASSWORD=\n" in (ROOT / ".env.example").read_text()
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()


def test_every_service_is_watched_or_waited_for() -> None:
    watched = {name for name, service in SERVICES.items() if "healthcheck" in service}
    waits = [wait for name in SERVICES for wait in needs(name).items()]
    assert {name for name, until in waits if until == "service_healthy"} <= watched
    ended = {name for name, until in waits if until == "service_completed_successfully"}
    assert ended == SERVICES.keys() - watched == {"certificates", "schema", "register", "namespace"}


def test_services_start_in_the_order_of_their_needs() -> None:
    order = list(TopologicalSorter({name: needs(name) for name in SERVICES}).static_order())
    order.remove("register")
    assert order[:5] == ["certificates", "postgresql", "schema", "temporal", "namespace"]
    assert set(order[5:7]) == {"ui", "worker"}
    assert order[7:] == ["prometheus", "grafana"]
    assert needs("register") == {"postgresql": "service_healthy"}
    assert needs("worker")["register"] == "service_completed_successfully"


def test_images_are_pinned_to_a_release() -> None:
    images = [service["image"] for service in SERVICES.values() if "image" in service]
    assert [image for image in images if not re.search(r":v?\d+(\.\d+)+$", image)] == []


def test_only_this_machine_reaches_the_ports() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_what_is_mounted_exists() -> None:
    sources = {source for source, _ in mounts()}
    files = {source for source in sources if source.startswith("./")}
    assert [source for source in files if not (ROOT / source).is_file()] == []
    assert sources - files == COMPOSE["volumes"].keys()


def test_the_server_is_given_its_dynamic_configuration() -> None:
    path = environment("temporal")["DYNAMIC_CONFIG_FILE_PATH"]
    assert ("./deploy/dynamicconfig.yaml", path) in mounts()
    keys = yaml.safe_load((ROOT / "deploy/dynamicconfig.yaml").read_text())
    assert all("value" in choice for choices in keys.values() for choice in choices)


def test_the_worker_reads_what_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {key: value for key, value in environment("worker").items() if "TREATY_" in key}
    read = set(variables())
    passed = {key for key in SERVICES["worker"]["environment"] if "TREATY_" in key}
    assert passed - {"TREATY_SEALS"} == read - {"TREATY_PROCEDURES"}, "the image has the procedures"
    for key, value in given.items():
        monkeypatch.setenv(key, value)
    settings = Settings()
    assert settings.task_queue == given["TREATY_TASK_QUEUE"] == TASK_QUEUE, "as the commands use"
    assert settings.outbox == Path(given["TREATY_OUTBOX"])
    assert settings.register_at == given["TREATY_REGISTER"]
    assert settings.log_format == given["TREATY_LOG_FORMAT"]
    assert settings.log_level == given["TREATY_LOG_LEVEL"]


def test_treaties_that_are_opened_in_the_container_take_sealed_acts_alone() -> None:
    assert environment("worker")["TREATY_SEALS"] == "required"


def test_the_worker_may_add_to_the_register_and_nothing_else_of_the_database() -> None:
    """It has a role of its own, and not the password of the database's owner."""
    worker, owner = environment("worker"), environment("register")
    role = "treaty_register:${REGISTER_PASSWORD}@postgresql/register"
    secure = "sslmode=verify-full&sslrootcert=/tls/ca.pem"
    assert worker["TREATY_REGISTER"] == f"postgresql://{role}?{secure}"
    assert COMPOSE["x-password"] not in worker.values()
    assert owner["REGISTER_PASSWORD"] == COMPOSE["x-register-password"]
    granted = re.findall(r"^GRANT .*$", (ROOT / "deploy/register.sql").read_text(), re.MULTILINE)
    assert granted == ["GRANT SELECT, INSERT ON register_link TO treaty_register;"]


def test_everything_between_the_services_is_encrypted_and_both_sides_are_known() -> None:
    frontend, ui, schema = environment("temporal"), environment("ui"), environment("schema")
    assert frontend["TEMPORAL_TLS_REQUIRE_CLIENT_AUTH"] == "true"
    assert {frontend["SQL_TLS_ENABLED"], frontend["SQL_HOST_VERIFICATION"]} == {"true"}
    assert schema["SQL_TLS"] == ui["TEMPORAL_TLS_ENABLE_HOST_VERIFICATION"] == "true"
    assert not [key for name in SERVICES for key in environment(name) if "DISABLE_HOST" in key]
    for name in ("namespace", "worker"):
        assert {"TEMPORAL_TLS_SERVER_CA_CERT_PATH", "TEMPORAL_TLS_CLIENT_CERT_PATH",
                "TEMPORAL_TLS_CLIENT_KEY_PATH"} <= environment(name).keys()  # fmt: skip
    rules = (ROOT / "deploy/pg_hba.conf").read_text().splitlines()
    assert {line.split()[0] for line in rules} == {"#", "local", "hostssl"}
    assert "-chba_file=/deploy/pg_hba.conf" in SERVICES["postgresql"]["command"]


def test_no_service_but_the_authority_sees_another_ones_key() -> None:
    holders = {volume: service for service, volume in tls_volumes() if service != "certificates"}
    assert holders["tls-namespace"] in {"schema", "namespace"}, "one image, one user"
    assert {volume for service, volume in tls_volumes() if service == "certificates"} == {
        "authority", *holders,
    }  # fmt: skip
    assert "authority" not in holders
    assert "network_mode" in SERVICES["certificates"]


def tls_volumes() -> Iterator[tuple[str, str]]:
    for name, service in SERVICES.items():
        for volume in service.get("volumes", ()):
            source, target = volume.split(":")[:2]
            if target.startswith("/tls"):
                yield name, source


def test_the_web_ui_acts_only_if_that_is_set() -> None:
    written = SERVICES["ui"]["environment"]["TEMPORAL_DISABLE_WRITE_ACTIONS"]
    assert written == "${TEMPORAL_DISABLE_WRITE_ACTIONS:-true}"


def test_the_certificates_are_made_once_and_each_is_good_for_its_use_alone(
    tmp_path: Path,
) -> None:
    holders = {source.removeprefix("tls-") for _, source in tls_volumes()}
    for name in holders:
        (tmp_path / name).mkdir()
    first, again = (
        run("/bin/sh", ROOT / "deploy/certificates.sh", TLS_FOLDER=str(tmp_path), PATH=PATH)
        for _ in range(2)
    )
    assert first.splitlines() == [
        f"Issued: {it}" for it in ("postgresql", "temporal", "namespace", "ui", "worker")
    ]
    assert again == ""
    assert (tmp_path / "authority/ca.key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "postgresql/own.key").stat().st_mode & 0o077 == 0
    assert good(tmp_path / "temporal", "sslserver", "-verify_hostname", "temporal")
    assert good(tmp_path / "temporal", "sslclient"), "between its own services"
    assert good(tmp_path / "postgresql", "sslserver", "-verify_hostname", "postgresql")
    assert not good(tmp_path / "postgresql", "sslserver", "-verify_hostname", "temporal")
    for name in ("namespace", "ui", "worker"):
        assert good(tmp_path / name, "sslclient")
        assert not good(tmp_path / name, "sslserver")


def good(folder: Path, purpose: str, *more: str) -> bool:
    """Whether openssl takes a holder's certificate for a use."""
    done = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-purpose", purpose, *more, "-CAfile",
         folder / "ca.pem", folder / "own.pem"],
        capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode == 0


def test_a_certificate_of_no_use_is_issued_anew(tmp_path: Path) -> None:
    """The authority's volume was lost, or a machine died between the key and its certificate."""
    holders = ("postgresql", "temporal", "namespace", "ui", "worker")
    for name in ("authority", *holders):
        (tmp_path / name).mkdir()

    def issue() -> list[str]:
        done = run("/bin/sh", ROOT / "deploy/certificates.sh", TLS_FOLDER=str(tmp_path), PATH=PATH)
        return done.splitlines()

    issue()
    (tmp_path / "ui/own.key").replace(tmp_path / "worker/own.key")
    assert issue() == ["Issued: ui", "Issued: worker"]
    (tmp_path / "authority/ca.pem").unlink()
    (tmp_path / "authority/ca.key").unlink()
    assert issue() == [f"Issued: {it}" for it in holders]
    assert good(tmp_path / "worker", "sslclient")


def test_the_outbox_outlives_the_container() -> None:
    outbox = environment("worker")["TREATY_OUTBOX"]
    assert ("outbox", outbox) in mounts()
    assert f"--owner=treaty --group=treaty {outbox}\n" in DOCKERFILE


def test_the_schema_script_sets_up_both_databases(tmp_path: Path) -> None:
    tool, calls = tmp_path / "temporal-sql-tool", tmp_path / "calls"
    tool.write_text('#!/bin/sh\necho "$SQL_PASSWORD $*" >> "$CALLS"\n')
    tool.chmod(0o755)
    run(
        "/bin/sh",
        ROOT / "deploy/schema.sh",
        **environment("schema") | {"SQL_PASSWORD": "secret"},
        PATH=f"{tmp_path}:/bin",
        CALLS=str(calls),
    )
    common = "secret --plugin postgres12 --ep postgresql -u temporal -p 5432 --db"
    versions = "/etc/temporal/schema/postgresql/v12"
    assert calls.read_text().splitlines() == [
        f"{common} temporal create",
        f"{common} temporal setup-schema -v 0.0",
        f"{common} temporal update-schema -d {versions}/temporal/versioned",
        f"{common} temporal_visibility create",
        f"{common} temporal_visibility setup-schema -v 0.0",
        f"{common} temporal_visibility update-schema -d {versions}/visibility/versioned",
    ]


@pytest.mark.parametrize("namespace", ["default", "treaties"])
async def test_the_namespace_script_registers_what_the_workflows_set(
    namespace: str, tmp_path: Path
) -> None:
    """Run twice, since every start of the cluster runs it. The dev server speaks no TLS."""
    settings = {key: it for key, it in environment("namespace").items() if "_TLS_" not in key}
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(BIN / "temporal"), dev_server_log_level="error"
    ) as server:
        address = server.client.service_client.config.target_host
        for _ in range(2):
            run(
                "/bin/sh",
                ROOT / "deploy/namespace.sh",
                **settings | {"TEMPORAL_ADDRESS": address, "TEMPORAL_NAMESPACE": namespace},
                PATH=f"{BIN}:/bin:/usr/bin",
                HOME=str(tmp_path),
            )
        registered = await server.client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=namespace)
        )
    kinds = {name: int(kind) for name, kind in registered.custom_attributes.items()}
    assert kinds == {key.name: int(key.indexed_value_type) for key in ALL}


def imports(file: Path) -> Iterator[str]:
    """The first names of all modules that a file imports."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)


def test_the_image_has_all_that_the_code_imports() -> None:
    sources = [ROOT / name for name in copied()]
    files = [file for source in sources for file in (source, *source.rglob("*.py"))]
    imported = {name for file in files if file.suffix == ".py" for name in imports(file)}
    own = {source.stem for source in sources}
    locked = set(re.findall("^([^ #=]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    installed = {
        name
        for name, packages in packages_distributions().items()
        if locked & {package.lower().replace("_", "-") for package in packages}
    }
    extra = {"weasyprint"}  # who asks for PDF without it is told what to install
    assert imported - own - installed - extra <= sys.stdlib_module_names
    assert {"directories", "procedures", "treaties", "starter", "worker"} <= own


def test_the_build_context_is_what_the_image_copies() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    assert {line[1:] for line in lines if line.startswith("!")} == copied()
    assert [name for name in copied() if not (ROOT / name).exists()] == []


def test_the_worker_is_not_root() -> None:
    users = re.findall(r"^USER (\d+)$", DOCKERFILE, re.MULTILINE)
    assert users
    assert int(users[-1]) > 0
    assert f"useradd --uid {users[-1]} " in DOCKERFILE
