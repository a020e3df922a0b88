"""Four approvals on Restate, its server and one service in Python: NUMBER AT_ONCE FOLDER SERVER."""

import asyncio
import json
import os
import socket
import sys
import time
from pathlib import Path

import httpx
import hypercorn.asyncio
import restate
from hypercorn.config import Config

APPROVALS = 4
approvals = restate.Workflow("approvals")


async def notify(number: int) -> int:
    """Tell somebody, as a step that is kept."""
    return number


@approvals.main()
async def run(ctx: restate.WorkflowContext, _: int) -> int:
    """Wait for each approval, and tell of it."""
    for number in range(APPROVALS):
        await ctx.promise(f"approval-{number}", type_hint=str).value()
        await ctx.run_typed("notify", notify, restate.RunOptions(), number)
    return APPROVALS


@approvals.handler()
async def approve(ctx: restate.WorkflowSharedContext, number: int) -> None:
    """Approve."""
    await ctx.promise(f"approval-{number}", type_hint=str).resolve("yes")


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def serve(port: int, stop: asyncio.Event) -> None:
    """Serve the workflow until told to stop."""
    config = Config()
    config.bind, config.errorlog = [f"127.0.0.1:{port}"], None
    await hypercorn.asyncio.serve(
        restate.app([approvals]), config, shutdown_trigger=stop.wait, mode="asgi"
    )


async def server(
    program: str, folder: Path, ports: tuple[int, int, int]
) -> asyncio.subprocess.Process:
    """Start Restate's server, on this machine alone."""
    ingress, admin, node = (f"127.0.0.1:{it}" for it in ports)
    with (folder / "restate.log").open("wb") as log:
        return await asyncio.create_subprocess_exec(
            program, "--no-logo", "--listen-mode", "tcp", "--base-dir", str(folder / "restate"),
            stdout=log, stderr=log,
            env={
                **os.environ, "DO_NOT_TRACK": "1", "RESTATE_INGRESS__BIND_ADDRESS": ingress,
                "RESTATE_ADMIN__BIND_ADDRESS": admin, "RESTATE_BIND_ADDRESS": node,
                "RESTATE_ADVERTISED_HOST": "127.0.0.1",
            },
        )  # fmt: skip


async def register(client: httpx.AsyncClient, admin: int, service: int) -> None:
    """Make the service known, as soon as the server answers."""
    for _ in range(300):
        try:
            answer = await client.post(
                f"http://127.0.0.1:{admin}/deployments", json={"uri": f"http://127.0.0.1:{service}"}
            )
        except httpx.TransportError:
            await asyncio.sleep(0.1)
            continue
        if answer.is_success:
            return
        await asyncio.sleep(0.1)
    raise RuntimeError("Restate's server did not take the service")


async def one(client: httpx.AsyncClient, gate: asyncio.Semaphore, url: str, name: str) -> None:
    """One case from start to end."""
    async with gate:
        (await client.post(f"{url}/approvals/{name}/run/send", json=0)).raise_for_status()
        for number in range(APPROVALS):
            said = await client.post(f"{url}/approvals/{name}/approve", json=number)
            said.raise_for_status()
        done = await client.get(f"{url}/restate/workflow/approvals/{name}/attach")
        assert done.json() == APPROVALS


async def main(number: int, at_once: int, folder: Path, program: str) -> None:
    """Run all cases and print how long they took."""
    ports = (free_port(), free_port(), free_port())
    service, stop, gate = free_port(), asyncio.Event(), asyncio.Semaphore(at_once)
    serving = asyncio.create_task(serve(service, stop))
    started = await server(program, folder, ports)
    url = f"http://127.0.0.1:{ports[0]}"
    try:
        async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
            await register(client, ports[1], service)
            await one(client, gate, url, "warm")
            began = time.perf_counter()
            await asyncio.gather(*(one(client, gate, url, f"case-{it}") for it in range(number)))
            print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)
    finally:
        started.terminate()
        await started.wait()
        stop.set()
        await serving


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]))
