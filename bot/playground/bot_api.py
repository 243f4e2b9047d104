"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

from collections.abc import Mapping

from aiohttp import web

from bot.playground.errors import ApiError, DroppedError, PageError
from bot.playground.files import MAX_UPLOAD
from bot.playground.telegram import Telegram
from bot.playground.wire import Json, UploadedFile, dump

TELEGRAM: web.AppKey[Telegram] = web.AppKey("telegram", Telegram)
_NOT_FOUND = ApiError(404, "Not Found")
_UNAUTHORIZED = ApiError(401, "Unauthorized")
MAX_REQUEST = MAX_UPLOAD + 1024 * 1024


def bot_api_routes() -> list[web.RouteDef]:
    return [
        web.route("*", "/bot{token}/{method}", call_method),
        web.get("/file/bot{token}/{path:.+}", download),
    ]


async def call_method(request: web.Request) -> web.StreamResponse:
    """Carry out a method; a dropped connection is really cut, as a bad network does it."""
    telegram = request.app[TELEGRAM]
    try:
        if request.match_info["token"] != telegram.token:
            raise _UNAUTHORIZED
        values, files = await read_form(request)
        result = await telegram.call(request.match_info["method"], values, files)
    except PageError as broken:
        return web.Response(text=broken.page, status=broken.code, content_type="text/html")
    except ApiError as refusal:
        return _json(refusal.body(), refusal.code)
    except DroppedError:
        if request.transport:
            request.transport.abort()
        return web.Response()
    return _json({"ok": True, "result": result}, 200)


async def download(request: web.Request) -> web.StreamResponse:
    telegram = request.app[TELEGRAM]
    file = telegram.files.at(request.match_info["path"])
    if request.match_info["token"] != telegram.token or file is None:
        return _json(_NOT_FOUND.body(), 404)
    return web.Response(body=file.data, content_type="application/octet-stream")


async def read_form(request: web.Request) -> tuple[Json, Mapping[str, UploadedFile]]:
    """Values and files of a call, whether it came as JSON, as a form or in the address."""
    values: Json = dict(request.query)
    if request.content_type == "application/json":
        return values | await _read_json(request), {}
    files: dict[str, UploadedFile] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            data = value.file.read()
            files[name] = UploadedFile(value.filename, data, value.content_type)
        else:
            values[name] = value
    return values, files


async def _read_json(request: web.Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ApiError(400, "Bad Request: can't parse request parameters JSON object")
    return body


def _json(body: Json, status: int) -> web.Response:
    return web.json_response(body, status=status, dumps=dump)
