"""Limits on the connections of the web server: on their number, and on the time of a request."""

import asyncio
from collections.abc import Callable

from aiohttp import web

MOST_CONNECTIONS = 200
REQUEST_SECONDS = 20.0


class ConnectionLimits:
    """Closes connections that do not come to a response in time, and the idlest of too many.

    aiohttp waits for ever for the rest of a header: a thousand half requests would take every
    socket of the process, and with them its requests to Telegram.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._active: dict[web.RequestHandler, float] = {}  # when each has begun or responded last

    async def note_response(self, request: web.Request, _: web.StreamResponse) -> None:
        """For `Application.on_response_prepare`."""
        self._active[request.protocol] = self._loop.time()

    def protocol_factory(self, server: web.Server) -> Callable[[], web.RequestHandler]:
        """For `loop.create_server`: what it returns makes room, then the next protocol."""

        def make() -> web.RequestHandler:
            self._make_room()
            protocol = server()
            self._active[protocol] = self._loop.time()
            self._loop.call_later(REQUEST_SECONDS, self._check, protocol)
            return protocol

        return make

    def _make_room(self) -> None:
        connected = [each for each in self._active if each.transport is not None]
        surplus = len(connected) - MOST_CONNECTIONS + 1
        for protocol in sorted(connected, key=self._active.__getitem__)[: max(0, surplus)]:
            protocol.force_close()

    def _check(self, protocol: web.RequestHandler) -> None:
        idle = self._loop.time() - self._active[protocol]
        if protocol.transport is None or idle >= REQUEST_SECONDS:
            del self._active[protocol]
            protocol.force_close()
        else:
            self._loop.call_later(REQUEST_SECONDS - idle, self._check, protocol)
