"""Whatever arrives, nothing breaks: raw updates, callback data, front matter."""

import asyncio
from contextlib import AsyncExitStack
from enum import Enum

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.exceptions import TelegramAPIError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.app import build_dispatcher, open_services
from bot.knowledge.files import read
from bot.playground.telegram import Telegram
from bot.storage.database import Database
from bot.telegram.middlewares import Throttle
from bot.ui.address import Address
from handlers import build_private_routes
from tests.clock import MovableClock
from tests.fixtures import ADMIN, make_settings
from tests.person import PlayedSession
from tests.shared import copy_with_index
from tests.thorough import FUZZ, times

EXAMPLES = 10_000 if FUZZ else 300  # .ci/run sets it: two minutes
SAME = FUZZ != "random"  # a change is not to fail by an example that it has nothing to do with
IRINA = {"id": 1000003, "is_bot": False, "first_name": "Ирина"}
OLGA = {"id": ADMIN, "is_bot": False, "first_name": "Ольга"}
PRIVATE = {"id": 1000003, "type": "private", "first_name": "Ирина"}
OFFICE = {"id": ADMIN, "type": "private", "first_name": "Ольга"}
GROUP = {"id": -1001, "type": "supergroup", "title": "Группа"}

WHO = st.sampled_from([IRINA, OLGA])
IDS = st.integers(-(2**40), 2**40)
TEXT = st.text(max_size=200) | st.sampled_from(
    [
        "/start",
        "/start x",
        "/search",
        "грант",
        "@moscow_business_bot грант",
        "/help@moscow_business_bot",
    ]
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
NUMBERS = st.integers(-1, 30) | IDS | st.integers(-(10**30), 10**30)


def known_addresses():
    """Every address there is, as tests/house/test_wiring.py counts them."""
    build_private_routes()
    return sorted(_below(Address), key=lambda each: each.__prefix__)


def _below(kind):
    return {one for each in kind.__subclasses__() for one in (each, *_below(each))}


def _value(annotation):
    """Something for a field of an address: right as a rule, wrong now and then."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        right = st.sampled_from([str(each.value) for each in annotation])
    else:
        right = st.sampled_from("01") if annotation is bool else NUMBERS.map(str)
    return right | right | right | st.text(max_size=9)


def _packed(address):
    fields = {name: each for name, each in address.model_fields.items() if name != "trail"}
    values = (_value(each.annotation) for each in fields.values())
    trail = st.sampled_from(["", "h", "s.1.0~h", "~~", "a.9.9~q.1", "q.99999999999999999999"])
    return st.tuples(st.just(address.__prefix__), trail, *values).map(":".join)


DATA = st.text(max_size=64) | st.one_of([_packed(each) for each in known_addresses()])
MESSAGE = st.fixed_dictionaries(
    {
        "message_id": st.integers(1, 999),
        "date": st.integers(0, 2**31 - 1),
        "chat": st.sampled_from([PRIVATE, OFFICE, GROUP]),
    },
    optional={
        "from": WHO,
        "text": TEXT,
        "caption": TEXT,
        "reply_to_message": JUNK,
        "sticker": JUNK,
    },
)
PRESS = st.fixed_dictionaries(
    {"id": st.text(min_size=1, max_size=9), "from": WHO, "chat_instance": st.just("1")},
    optional={"message": MESSAGE, "data": DATA, "inline_message_id": st.just("1")},
)
INLINE = st.fixed_dictionaries(
    {"id": st.just("1"), "from": st.just(IRINA), "query": TEXT, "offset": st.text(max_size=9)}
)
UPDATES = st.one_of(
    st.builds(lambda number, body: {"update_id": number, "message": body}, IDS, MESSAGE),
    st.builds(lambda number, body: {"update_id": number, "edited_message": body}, IDS, MESSAGE),
    st.builds(lambda number, body: {"update_id": number, "callback_query": body}, IDS, PRESS),
    st.builds(lambda number, body: {"update_id": number, "inline_query": body}, IDS, INLINE),
    st.builds(lambda number, kind, body: {"update_id": number, kind: body}, IDS, TEXT, JUNK),
)


@pytest.fixture
def feed(filled, tmp_path):
    """Give the real bot an update, as the inbox would."""
    path = copy_with_index(filled, tmp_path)
    telegram = Telegram("42:TEST")
    telegram.add_person(IRINA["id"], "Ирина")
    telegram.add_person(OLGA["id"], "Ольга")
    for each in (IRINA, OLGA):
        telegram.write(each["id"], "/start")
    telegram.add_group(GROUP["id"], "Группа")
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def open_bot():
            database = await Database.open(path, MovableClock())
            stack.push_async_callback(database.close)
            only_olga = make_settings(admin_ids=frozenset({ADMIN}))
            services = await stack.enter_async_context(open_services(database, only_olga))
            ticks = iter(range(10**9))
            throttle = Throttle(lambda: float(next(ticks)))
            bot = Bot("42:TEST", PlayedSession(telegram), DefaultBotProperties(parse_mode="HTML"))
            return bot, build_dispatcher(services, throttle=throttle)

        bot, dispatcher = runner.run(open_bot())

        async def handle(update):
            try:
                await dispatcher.feed_raw_update(bot, update)
            except (TelegramAPIError, ValidationError):
                return  # the inbox logs it and goes on

        yield lambda update: runner.run(handle(update))
        runner.run(stack.aclose())


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Detected unknown update type")
def test_no_update_ends_in_an_error_of_ours(feed, caplog):
    @given(UPDATES)
    @settings(
        max_examples=EXAMPLES,
        derandomize=SAME,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    def arrives(update):
        caplog.clear()
        feed(update)
        assert not [record for record in caplog.records if record.exc_info], update

    arrives()


@given(text=st.text(max_size=400))
@settings(max_examples=times(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_front_matter_is_read_or_told(tmp_path, text):
    (tmp_path / "a.md").write_text(f"---\n{text}\n---\n{text}", encoding="utf-8")
    content = read(tmp_path)
    assert len(content.answers) + len(content.problems) >= 1
    assert all(str(problem) for problem in content.problems)
