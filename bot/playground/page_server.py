"""The chat page and what it asks for: state, actions, files, and a stream of changes."""

import asyncio
import mimetypes
from pathlib import Path

from aiohttp import web

from bot.playground.bot_api import TELEGRAM, read_form
from bot.playground.errors import ApiError
from bot.playground.page_actions import act, where
from bot.playground.page_state import page_state, person_state
from bot.playground.wire import Json, dump

_PAGE = Path(__file__).parent / "page"
_HEARTBEAT = 15.0
_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "audio/ogg")
CLOSING: web.AppKey[asyncio.Event] = web.AppKey("closing", asyncio.Event)


def page_routes() -> list[web.RouteDef]:
    return [
        web.get("/", index),
        web.get("/page/{name:[a-z_]+\\.[a-z]+}", asset),
        web.get("/playground/state", state),
        web.get("/playground/chats/{person_id:\\d+}", chats),
        web.get("/playground/events", events),
        web.get("/playground/files/{file_id}", file),
        web.post("/playground/act", do_action),
        web.post("/playground/upload", upload),
    ]


async def index(_request: web.Request) -> web.StreamResponse:
    return _asset("index.html")


async def asset(request: web.Request) -> web.StreamResponse:
    return _asset(request.match_info["name"])


async def state(request: web.Request) -> web.StreamResponse:
    return web.json_response(page_state(request.app[TELEGRAM]), dumps=dump)


async def chats(request: web.Request) -> web.StreamResponse:
    telegram, person_id = request.app[TELEGRAM], int(request.match_info["person_id"])
    if person_id not in telegram.people:
        raise web.HTTPNotFound
    return web.json_response(person_state(telegram, person_id), dumps=dump)


async def do_action(request: web.Request) -> web.StreamResponse:
    """Answer with what the action made, or 400 with a sentence of what was wrong."""
    wish = await request.json()
    try:
        made = act(request.app[TELEGRAM], wish)
    except (KeyError, ValueError, IndexError, TypeError) as error:
        return web.json_response({"error": str(error)}, status=400, dumps=dump)
    return web.json_response({"result": made}, dumps=dump)


async def upload(request: web.Request) -> web.StreamResponse:
    """Send files: one alone, several as an album; `kind` says as what."""
    telegram = request.app[TELEGRAM]
    values, files = await read_form(request)
    person_id, kind, place = int(values["person_id"]), values["kind"], where(values)
    data = [(kind, one.data) for one in files.values()]
    try:
        if len(data) > 1:
            telegram.send_album(person_id, data, values.get("text", ""), **place)
        for one in files.values() if len(data) == 1 else ():
            telegram.send_media(person_id, kind, one.data, one.name, **place)
    except (ApiError, ValueError) as error:
        return web.json_response({"error": str(error)}, status=400, dumps=dump)
    return web.json_response({"result": len(data)})


async def file(request: web.Request) -> web.StreamResponse:
    """Give a file of a chat; only pictures and sounds are shown, the rest is only for saving."""
    try:
        found = request.app[TELEGRAM].files.get(request.match_info["file_id"])
    except ApiError:
        raise web.HTTPNotFound from None
    shown = found.mime_type in _SHOWN
    kind = found.mime_type if shown else "application/octet-stream"
    headers = {} if shown else {"Content-Disposition": "attachment"}
    return web.Response(body=found.data, content_type=kind, headers=headers)


async def events(request: web.Request) -> web.StreamResponse:
    """Server-sent events: every change, as it happens."""
    telegram, closing = request.app[TELEGRAM], request.app[CLOSING]
    response = web.StreamResponse(headers={"Cache-Control": "no-store"})
    response.content_type = "text/event-stream"
    await response.prepare(request)
    changes: asyncio.Queue[Json] = asyncio.Queue()
    telegram.on_change.append(changes.put_nowait)
    try:
        while not closing.is_set():
            await response.write(await _next_event(changes))
    except ConnectionError:
        return response
    finally:
        telegram.on_change.remove(changes.put_nowait)
    return response


async def _next_event(changes: asyncio.Queue[Json]) -> bytes:
    try:
        change = await asyncio.wait_for(changes.get(), _HEARTBEAT)
    except TimeoutError:
        return b": still here\n\n"
    return f"data: {dump(change)}\n\n".encode()


def _asset(name: str) -> web.StreamResponse:
    path = _PAGE / name
    if not path.is_file():
        raise web.HTTPNotFound
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"Cache-Control": "no-cache"}
    return web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8", headers=headers)
