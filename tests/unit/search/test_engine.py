import asyncio
import gc
import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.search import engine
from bot.search.engine import Search
from bot.search.models import SearchOutcome, SearchResult
from bot.search.searcher import Searcher
from bot.search.small_talk import SmallTalk
from bot.storage.database import Database
from tests.unit.search.conftest import CARDS, Card, put

NEW: dict[str, Card] = {
    "industry/loans/leasing": (
        "Льготный лизинг оборудования",
        ["лизинг станков со скидкой"],
        "Фонд возмещает часть первого взноса по договору лизинга.",
    )
}


async def first(search: Search, question: str) -> str:
    found = await search.find(question)
    return found.hits[0].key if found.hits else ""


async def test_a_title_and_each_phrasing_find_their_card_for_certain(search: Search) -> None:
    for key, (title, phrasings, _) in CARDS.items():
        for text in (title, *phrasings):
            found = await search.find(text)
            assert (found.hits[0].key, found.outcome, found.confidence) == (
                key,
                SearchOutcome.ANSWER,
                1.0,
            )


async def test_a_question_in_other_words_finds_its_card(search: Search) -> None:
    assert (
        await first(search, "студенту нужна практика на заводе") == "training/technostage/what-is"
    )
    assert await first(search, "сколько процентов вернут экспортёру") == "export/money/grant"


async def test_what_was_understood_is_told_only_when_it_differs(search: Search) -> None:
    assert (await search.find("'rcgjhn d rbnfq")).understood == "экспорт в китай"
    assert (await search.find("экспорт в китай")).understood == ""


@pytest.mark.parametrize("question", ["😂", "", "йцукенгшщз", "\x00", '" OR NOT *', "00000"])
async def test_a_text_without_meaning_finds_nothing(search: Search, question: str) -> None:
    found = await search.find(question)
    assert (found.outcome, found.confidence < 0.5) == (SearchOutcome.NOTHING, True)


async def test_small_talk_has_no_hits(search: Search) -> None:
    found = await search.find("Привет!")
    assert (found.outcome, found.small_talk, found.hits) == (
        SearchOutcome.NOTHING,
        SmallTalk.GREETING,
        (),
    )


async def test_a_phrasing_that_is_small_talk_elsewhere_still_finds_its_card(
    database: Database, search: Search
) -> None:
    await put(database, {"about": ("Что умеет бот", ["что ты умеешь"], "Отвечает на вопросы.")})
    assert await first(search, "что ты умеешь") == "about"


async def test_changed_content_is_found_at_once(database: Database, search: Search) -> None:
    assert await first(search, "лизинг станков") != "industry/loans/leasing"
    await put(database, CARDS | NEW)
    assert await first(search, "лизинг станков") == "industry/loans/leasing"
    await put(database, CARDS)
    assert await first(search, "лизинг станков") != "industry/loans/leasing"


async def test_one_changed_card_is_the_only_one_written(
    database: Database, search: Search, tmp_path: Path
) -> None:
    def numbers() -> dict[str, int]:
        with sqlite3.connect(tmp_path / "bot.search.db") as index:
            return dict(index.execute("SELECT key, id FROM cards"))

    before = numbers()
    title, phrasings, body = CARDS["export/money/grant"]
    await put(database, CARDS | {"export/money/grant": (title, phrasings, body + " И деньги.")})
    await search.find("грант")
    after = numbers()
    assert {key for key in before if before[key] != after[key]} == {"export/money/grant"}


async def test_refresh_waits_until_the_last_change_is_found(
    database: Database, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_PATIENCE", 0)
    title, phrasings, body = CARDS["export/money/grant"]
    await put(database, CARDS | {"export/money/grant": (title, phrasings, body + " И деньги.")})
    await first(search, "грант")  # begins an update, and does not wait for it
    await put(database, CARDS | NEW)
    await search.refresh()
    assert await first(search, "лизинг станков") == "industry/loans/leasing"


async def test_two_searches_over_one_index_both_find_changed_content(
    database: Database, search: Search, tmp_path: Path
) -> None:
    other = await Search.open(database, tmp_path / "bot.search.db", semantic=False)
    await put(database, CARDS | NEW)
    assert await first(other, "лизинг станков") == "industry/loans/leasing"
    assert await first(search, "лизинг станков") == "industry/loans/leasing"
    await other.close()


async def test_what_another_process_writes_is_found(database: Database, search: Search) -> None:
    change = (
        "import sqlite3, sys; base = sqlite3.connect(sys.argv[1]);"
        "base.execute('UPDATE answers SET title = ? WHERE key = ?', sys.argv[2:]);"
        "base.execute('UPDATE content SET revision = revision + 1'); base.commit()"
    )
    new = ("Лизинг станков", "export/money/grant")
    assert await first(search, "лизинг станков") == "training/machining/what-is"
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", change, str(database.path), *new], check=True
    )
    assert done.returncode == 0
    assert await first(search, "лизинг станков") == "export/money/grant"


async def test_the_index_is_kept_for_the_next_start(database: Database, tmp_path: Path) -> None:
    index = tmp_path / "bot.search.db"
    for _ in range(2):
        search = await Search.open(database, index, semantic=False)
        assert await first(search, "грант") == "export/money/grant"
        await search.close()
    assert not index.with_name("bot.search.db-wal").exists()


async def test_a_start_reads_no_content_that_is_indexed(
    database: Database, search: Search, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    monkeypatch.setattr(engine, "read_documents", read.append)
    other = await Search.open(database, tmp_path / "bot.search.db", semantic=False)
    assert await first(other, "грант") == "export/money/grant"
    assert read == []
    await other.close()


async def test_an_index_of_another_database_with_the_same_revision_is_found_out(
    database: Database, search: Search, tmp_path: Path
) -> None:
    await put(database, CARDS | NEW)
    await database.write("UPDATE content SET revision = revision - 1")  # as a restored copy may be
    other = await Search.open(database, tmp_path / "bot.search.db", semantic=False)
    assert await first(other, "лизинг станков") == "training/machining/what-is"
    await other.compare()
    assert await first(other, "лизинг станков") == "industry/loans/leasing"
    await other.close()


async def test_a_file_that_is_no_index_is_rebuilt(database: Database, tmp_path: Path) -> None:
    index = tmp_path / "bot.search.db"
    index.write_bytes(b"not a database at all" * 1000)
    search = await Search.open(database, index, semantic=False)
    assert await first(search, "грант") == "export/money/grant"
    await search.close()


async def test_an_index_that_breaks_while_in_use_is_rebuilt(
    database: Database, tmp_path: Path
) -> None:
    index = tmp_path / "bot.search.db"
    search = await Search.open(database, index, semantic=False)
    with sqlite3.connect(index) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with index.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (index.stat().st_size - 4096))
    assert await first(search, "грант на экспорт") == "export/money/grant"
    await search.close()


async def test_new_synonyms_are_live_at_once(database: Database, tmp_path: Path) -> None:
    synonyms = tmp_path / "synonyms.yaml"
    search = await Search.open(database, tmp_path / "i.db", semantic=False, synonyms=synonyms)
    assert await first(search, "дотация") == ""
    synonyms.write_text("money: [[грант, дотация]]", encoding="utf-8")
    assert await first(search, "дотация") == "export/money/grant"
    await search.close()


async def test_a_slip_in_the_synonyms_stops_nothing(database: Database, tmp_path: Path) -> None:
    synonyms = tmp_path / "synonyms.yaml"
    synonyms.write_text("money: [[грант, дотация]]", encoding="utf-8")
    search = await Search.open(database, tmp_path / "i.db", semantic=False, synonyms=synonyms)
    synonyms.write_text("money: [[грант, дотация", encoding="utf-8")
    os.utime(synonyms, (1, 1))
    assert await first(search, "дотация") == "export/money/grant"
    await search.close()


async def test_many_ask_at_once(search: Search) -> None:
    keys = await asyncio.gather(*(first(search, title) for title, _, _ in CARDS.values()))
    assert keys == list(CARDS)


async def test_without_content_there_is_nothing_to_find(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "empty.db")
    search = await Search.open(database, tmp_path / "empty.search.db")
    found = await search.find("грант на экспорт")
    assert (found.outcome, found.hits) == (SearchOutcome.NOTHING, ())
    await search.close()
    await database.close()


async def test_an_explanation_shows_what_led_to_the_answer(search: Search) -> None:
    explained = await search.explain("uhfyn 'rcgjhnthe")
    assert explained.result.understood == "грант экспортеру"
    assert [term.split(":")[0] for term in explained.terms] == ["грант", "экспортеру"]
    best = explained.candidates[0]
    assert best.hit.key == "export/money/grant"
    assert best.hit.score == pytest.approx(sum(part.score for part in best.parts))
    assert {"bm25", "coverage"} <= {signal.feature for signal in explained.signals}


async def test_words_that_only_ask_are_not_looked_for(search: Search) -> None:
    explained = await search.explain("объясните на пальцах, почему грант")
    assert [term.partition(":")[0] for term in explained.terms] == ["грант"]


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """In which thread each question was answered."""
    names: list[str] = []
    find = Searcher.find

    def told(searcher: Searcher, text: str, limit: int) -> SearchResult:
        names.append(threading.current_thread().name)
        return find(searcher, text, limit)

    monkeypatch.setattr(Searcher, "find", told)
    return names


@pytest.mark.parametrize(
    ("question", "thread"),
    [
        ("грант на экспорт", "MainThread"),
        ("гранд на экспорт", "search_0"),
        ("грант на экспорт " * 10, "search_0"),
    ],
)
async def test_what_takes_longer_leaves_the_loop_alone(
    search: Search, threads: list[str], question: str, thread: str
) -> None:
    await search.find("контракты экспортёров")
    assert await first(search, question) == "export/money/grant"
    assert threads == ["search_0", thread]  # the first one makes what all the others use


async def test_a_short_question_waits_for_a_long_one_and_the_loop_for_none(
    search: Search, threads: list[str]
) -> None:
    await search.find("контракты экспортёров")
    with search._index.snapshot_lock:  # as the thread does while it answers
        asked = asyncio.gather(search.find("грант на экспорт"))
        await asyncio.sleep(0.05)
        assert not asked.done()
    (found,) = await asked
    assert found.hits[0].key == "export/money/grant"
    assert threads == ["search_0"] * 2


@pytest.mark.parametrize("text", ["a: [[грант, дотация", "a: [[2026-13-45, грант]]"])
async def test_the_search_opens_with_synonyms_that_cannot_be_read(
    database: Database, tmp_path: Path, text: str
) -> None:
    synonyms = tmp_path / "synonyms.yaml"
    synonyms.write_text(text, encoding="utf-8")
    search = await Search.open(database, tmp_path / "i.db", semantic=False, synonyms=synonyms)
    assert await first(search, "грант") == "export/money/grant"
    await search.close()


class EndlessStore:
    """Always has one more batch of vectors to make."""

    def make_batch(self, connection: sqlite3.Connection) -> bool:
        time.sleep(0.02)
        return True

    def load(self, connection: sqlite3.Connection) -> None:
        return None


async def test_a_stop_while_vectors_are_made_is_clean(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "load_vector_store", EndlessStore)
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    for pause in (0.0, 0.03, 0.05):
        search = await Search.open(database, tmp_path / "index.db")
        await asyncio.sleep(pause)
        await search.close()
        del search
        gc.collect()
    assert told == []
