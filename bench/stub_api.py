"""A Bot API that accepts everything at once, in a process of its own."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from multiprocessing.connection import Connection

from aiohttp import web

MESSAGE = '{"message_id":%d,"date":1,"chat":{"id":1,"type":"private"},"text":"-"}'
RESULTS = {
    "copyMessage": '{"message_id":%d}',
    "answerCallbackQuery": "true",
    "getMe": '{"id":42,"is_bot":true,"first_name":"Бот","username":"bot"}',
}


@contextmanager
def stub_api() -> Iterator[str]:
    """Run it; return its address."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.kill()
        process.join()


def _serve(parent: Connection) -> None:
    asyncio.run(_run(parent))


async def _run(parent: Connection) -> None:
    numbers = count(1)

    async def answer(request: web.BaseRequest) -> web.Response:
        await request.read()
        result = RESULTS.get(request.path.rpartition("/")[2], MESSAGE)
        text = result % next(numbers) if "%" in result else result
        return web.Response(text=f'{{"ok":true,"result":{text}}}', content_type="application/json")

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    parent.send(runner.addresses[0][1])
    await asyncio.Event().wait()
