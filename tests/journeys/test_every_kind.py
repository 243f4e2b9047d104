"""Each field that a message may have comes whole, without a part, or in a shape that is new."""

import itertools
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

import pytest
from aiogram import types
from pydantic import BaseModel

from bot.app import build_dispatcher
from bot.telegram.middlewares import Throttle
from bot.telegram.reading import CONTENT_TYPES, UnreadableError, feed
from tests.person import World

QUESTION, ANSWER = "когда открылось Руднево", "2 октября 2024"
GROUP = -1001000000777
OTHER = {"id": 8, "is_bot": False, "first_name": "Пётр"}
OTHER_CHAT = {"id": 8, "type": "private", "first_name": "Пётр"}
EARLIER = {"message_id": 4, "date": 5, "chat": OTHER_CHAT, "from": OTHER, "text": "раньше"}
KNOWN = {types.User: OTHER, types.Chat: OTHER_CHAT, types.Message: EARLIER}
PLAIN = {bool: True, int: 5, float: 1.5, str: "нечто", datetime: 1795990000}
GIVEN = {"message_id", "date", "chat", "from", "text", "caption"}
DEEPEST = 5


def samples(annotation: object, depth: int = 0) -> Iterator[object]:
    """A value of each kind that the annotation of a field allows."""
    origin, inside = get_origin(annotation), get_args(annotation)
    if annotation in PLAIN:
        yield PLAIN[annotation]
    elif annotation in KNOWN:
        yield KNOWN[annotation]
    elif origin in (Union, UnionType):
        yield from itertools.chain.from_iterable(samples(each, depth) for each in inside)
    elif origin is Annotated:
        yield from samples(inside[0], depth)
    elif origin is list:
        yield from ([each] for each in samples(inside[0], depth))
    elif origin is Literal:
        yield inside[0].value if isinstance(inside[0], Enum) else inside[0]
    elif isinstance(annotation, type) and issubclass(annotation, Enum):
        yield next(iter(annotation)).value
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel) and depth < DEEPEST:
        yield _sample(annotation, depth)


def _sample(model: type[BaseModel], depth: int) -> dict[str, object]:
    model.model_rebuild()
    fields = {each.alias or name: each for name, each in model.model_fields.items()}
    kinds = {name: each.default for name, each in fields.items() if isinstance(each.default, Enum)}
    needed = {name: each.annotation for name, each in fields.items() if each.is_required()}
    found = {name: next(samples(each, depth + 1), {}) for name, each in needed.items()}
    return {name: each.value for name, each in kinds.items()} | found


def shapes(value: object) -> Iterator[object]:
    yield value
    yield "новое"
    if isinstance(value, dict):
        yield value | {"hologram": {"depth": 3}}
        yield value | dict.fromkeys(value.keys() & {"type", "status", "source"}, "новый вид")
        yield from ({name: value[name] for name in value if name != gone} for gone in value)


@cache
def contents() -> list[dict[str, object]]:
    return list(_contents())


def _contents() -> Iterator[dict[str, object]]:
    types.Message.model_rebuild()
    for name, field in types.Message.model_fields.items():
        if (field.alias or name) not in GIVEN:
            for value in samples(field.annotation):
                yield from ({field.alias or name: shape} for shape in shapes(value))


@pytest.fixture
def patient(world, services):
    """Nobody is slowed down."""
    seconds = itertools.count()
    dispatcher = build_dispatcher(services, throttle=Throttle(lambda: float(next(seconds))))
    return World(world.telegram, world.bot, dispatcher, world.scheduler)


def message(person, number: int, chat: dict[str, object]) -> dict[str, object]:
    sent = {"message_id": number, "date": 1795990000, "chat": chat}
    return sent | {"from": person.world.telegram.people[person.id].user}


@pytest.mark.slow
async def test_a_question_is_answered_whatever_comes_with_it(person, patient):
    await person.writes("/start")
    chat = person.world.telegram.chat(person.id).json
    for number, content in enumerate(contents(), start=5000):
        seen = len(person.messages)
        asked = message(person, number, chat) | content | {"text": QUESTION}
        await feed(patient.dispatcher, patient.bot, {"update_id": number, "message": asked})
        if content.keys() & {"media_group_id", "migrate_to_chat_id"}:
            continue  # an album has one reply, and a group that moves asks nothing
        assert len(person.messages) > seen, content
        assert ANSWER in person.screen.text, content


@pytest.mark.slow
async def test_what_has_content_gets_a_word_and_the_next_question_its_answer(person, patient):
    await person.writes("/start")
    chat = person.world.telegram.chat(person.id).json
    for number, content in enumerate(contents(), start=5000):
        seen, left_out = len(person.messages), []
        sent = {"update_id": number, "message": message(person, number, chat) | content}
        try:
            await feed(patient.dispatcher, patient.bot, sent, left_out.append)
        except UnreadableError:
            continue  # its person is told so by the inbox
        is_said = content.keys() & {kind.value for kind in CONTENT_TYPES}
        assert bool(is_said) == (len(person.messages) > seen), content
    await person.writes(QUESTION)
    assert ANSWER in person.screen.text


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Detected unknown update type")
async def test_no_kind_of_update_stops_the_next_one(person, patient):
    types.Update.model_rebuild()
    fields = {name: each.annotation for name, each in types.Update.model_fields.items()}
    del fields["update_id"]
    number = itertools.count(5000)
    for name, annotation in fields.items():
        for value in samples(annotation):
            for shape in shapes(value):
                update = {"update_id": next(number), name: shape}
                try:
                    await feed(patient.dispatcher, patient.bot, update)
                except UnreadableError:
                    continue
        await person.writes(QUESTION)
        assert ANSWER in person.screen.text, name
