"""The way between the workers and the server, which may be cut."""

import asyncio
from contextlib import suppress
from typing import Literal, Self

from tests.activities.servers import HERE

Cut = Literal["", "refused", "silent"]
"""A cable that is pulled is silent; a machine that is off, or a firewall, refuses."""


class Network:
    """Passes bytes on to a port, unless it is cut."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.cut: Cut = ""
        self._whole = asyncio.Event()
        self._whole.set()
        self._open: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._pass_on, HERE, 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self._break()

    def break_off(self, how: Cut) -> None:
        """Cut it; what is under way is lost where it is refused, and waits where it is silent."""
        self.cut = how
        self._whole.clear()
        if how == "refused":
            self._break()

    def mend(self) -> None:
        self.cut = ""
        self._whole.set()

    def _break(self) -> None:
        for it in self._open:
            it.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.cut == "refused":
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection(HERE, self.target)
        except OSError:
            writer.transport.abort()  # the server is away
            return
        ends = {writer, back}
        self._open |= ends
        try:
            await asyncio.gather(self._copy(reader, back), self._copy(there, writer))
        finally:
            self._open -= ends
            for it in ends:
                it.transport.abort()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._whole.wait()
                writer.write(data)
                await writer.drain()
        writer.transport.abort()
