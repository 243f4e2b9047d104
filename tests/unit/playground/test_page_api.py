"""What the page asks of the playground: state, actions, files, the stream of changes."""

import json
import struct
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from bot.playground.server import ADMIN, ENTREPRENEUR, STAFF_GROUP, add_sample_people
from bot.playground.telegram import Telegram

GIF = b"GIF89a" + struct.pack("<HH", 30, 20)
KEYS = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}


@pytest.fixture
def telegram() -> Telegram:
    made = Telegram("42:TEST")
    add_sample_people(made)
    return made


async def act(http: ClientSession, action: str, status: int = 200, **facts: Any) -> Any:
    wish = {"action": action, "person_id": ENTREPRENEUR, "chat_id": ENTREPRENEUR} | facts
    async with http.post("/playground/act", json=wish) as answer:
        assert answer.status == status
        body = await answer.json()
    return body["result"] if status == 200 else body["error"]


async def chats(http: ClientSession, person_id: int = ENTREPRENEUR) -> list[dict[str, Any]]:
    async with http.get(f"/playground/chats/{person_id}") as answer:
        return (await answer.json())["chats"]


async def test_the_page_and_its_parts_are_served_from_here_alone(http: ClientSession):
    async with http.get("/") as page:
        text = await page.text()
        assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "http://" not in text
    assert "https://" not in text
    for part in ("chat.js", "theme.css", "icons.svg"):
        async with http.get(f"/page/{part}") as answer:
            assert answer.status == 200
    for part in (
        "/page/none.js",
        "/page/..%2Fcast.py",
        "/playground/files/none",
        "/playground/chats/5",
    ):
        async with http.get(part) as answer:
            assert answer.status == 404


async def test_the_page_knows_whom_it_can_be(http: ClientSession, telegram: Telegram):
    async with http.get("/playground/state") as answer:
        state = await answer.json()
    assert state["bot"]["first_name"] == "Бизнес и учёба в Москве"
    assert [one["first_name"] for one in state["people"]] == [
        "Ирина",
        "Артём",
        "Ann",
        "Ольга",
        "Павел",
    ]
    assert state["network"]["flood"] == 0


async def test_a_person_sees_only_their_own_chats(http: ClientSession):
    assert [one["id"] for one in await chats(http)] == [ENTREPRENEUR]
    assert [one["id"] for one in await chats(http, ADMIN)] == [ADMIN, STAFF_GROUP]


async def test_writing_editing_pressing_reacting_deleting(http: ClientSession, telegram: Telegram):
    await act(http, "start", payload="a")
    written = await act(http, "write", text="вопрос")
    await act(http, "edit", message_id=written["message_id"], text="другой")
    menu = await telegram.call(
        "sendMessage", {"chat_id": ENTREPRENEUR, "text": "?", "reply_markup": KEYS}
    )
    press = await act(http, "press", message_id=menu["message_id"], data="yes")
    await act(http, "react", message_id=menu["message_id"], emoji="👍")
    reply = await act(http, "write", text="ответ", reply_to=menu["message_id"])
    await act(http, "forward", from_chat_id=ENTREPRENEUR, message_id=menu["message_id"])
    await act(http, "delete", message_id=reply["message_id"])
    [chat] = await chats(http)
    assert [one["text"] for one in chat["messages"]] == ["/start a", "другой", "?", "?"]
    assert chat["reactions"] == {str(menu["message_id"]): ["👍"]}
    waiting = {"message_id": menu["message_id"], "data": "yes", "id": press}
    assert chat["waiting"] == [waiting]
    await telegram.call("answerCallbackQuery", {"callback_query_id": press})
    [chat] = await chats(http)
    assert chat["waiting"] == []


async def test_blocking_topics_inline_and_network(http: ClientSession, telegram: Telegram):
    await act(http, "block", blocked=True)
    assert telegram.people[ENTREPRENEUR].blocked
    await act(http, "block", blocked=False)
    thread = await act(http, "topic", chat_id=STAFF_GROUP, person_id=ADMIN, name="Тема")
    assert await act(http, "delete_topic", chat_id=STAFF_GROUP, thread_id=thread) is None
    query = await act(http, "inline", query="грант")
    content = {"message_text": "да"}
    result = {"type": "article", "id": "1", "title": "x", "input_message_content": content}
    params = {"inline_query_id": query, "results": [result]}
    await telegram.call("answerInlineQuery", params)
    assert (await act(http, "choose", query_id=query, result_id="1"))["text"] == "да"
    await act(http, "network", rates={"drop": 0.5})
    assert telegram.faults.rates.drop == 0.5


async def test_a_wish_that_makes_no_sense_is_answered_so(http: ClientSession):
    assert await act(http, "dance", 400) == "dance"
    assert "START_PARAM_INVALID" in await act(http, "start", 400, payload="a b")
    assert await act(http, "edit", 400, message_id=99, text="x") == "99"


async def test_files_go_up_alone_and_in_albums(http: ClientSession, telegram: Telegram):
    async def upload(kind: str, *files: bytes) -> int:
        form = FormData({"person_id": str(ENTREPRENEUR), "kind": kind, "text": "подпись"})
        for number, data in enumerate(files):
            form.add_field(f"file{number}", data, filename="a.gif")
        async with http.post("/playground/upload", data=form) as answer:
            return answer.status

    assert await upload("photo", GIF) == 200
    assert await upload("photo", GIF, GIF) == 200
    assert await upload("photo", b"no picture") == 400
    single, first, _ = telegram.chat(ENTREPRENEUR).messages
    assert ("media_group_id" in single, first["caption"]) == (False, "подпись")
    telegram.send_media(ENTREPRENEUR, "document", b"<b>", "a.html")
    shown = [single["photo"][0], telegram.chat(ENTREPRENEUR).messages[-1]["document"]]
    kinds = []
    for file in shown:
        async with http.get(f"/playground/files/{file['file_id']}") as answer:
            kinds.append((answer.content_type, answer.headers.get("Content-Disposition")))
    assert kinds == [("image/gif", None), ("application/octet-stream", "attachment")]


async def test_changes_stream_as_they_happen(http: ClientSession, telegram: Telegram):
    async with http.get("/playground/events") as stream:
        assert stream.content_type == "text/event-stream"
        telegram.start(ENTREPRENEUR)
        lines = [(await stream.content.readline()).decode() for _ in range(3)]
    changes = [json.loads(line.removeprefix("data: ")) for line in lines if line.strip()]
    assert [one["type"] for one in changes] == ["chats", "message"]
    assert changes[1]["message"]["text"] == "/start"


async def test_a_quiet_stream_shows_that_it_lives(http: ClientSession, monkeypatch):
    monkeypatch.setattr("bot.playground.chat_page._HEARTBEAT", 0.01)
    async with http.get("/playground/events") as stream:
        assert await stream.content.readline() == b": still here\n"
