from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copy

import pytest

from bot.search import engine
from bot.search.documents import Document
from bot.search.engine import Search
from bot.search.index import Snapshot, update
from bot.search.vocabulary import Synonyms
from bot.storage.database import Database, Transaction

CARDS = {
    "export/money/grant": (
        "Грант на экспорт: сколько дают и кому",
        ["как получить грант", "деньги экспортёру от города"],
        "Город возвращает до 20% поступлений по экспортному контракту, но не больше 10 млн рублей.",
    ),
    "export/markets/china": (
        "Экспорт из Москвы в Китай",
        ["что везут в китай", "поставки в поднебесную за 2024 год"],
        "За 2024 год поставки выросли на 12%. Главное — продукты и косметика.",
    ),
    "export/mosprom/what-is": (
        "Что такое Моспром",
        ["моспром чем поможет", "зачем нужен моспром"],
        "Моспром помогает промышленникам выйти на зарубежные рынки.",
    ),
    "training/technostage/what-is": (
        "Что такое «Техностажировка»",
        ["летняя стажировка для студентов", "куда пойти на стажировку летом"],
        "Оплачиваемая летняя практика на заводах Москвы. Выпуск 2019 года был первым.",
    ),
    "training/machining/what-is": (
        "Что такое центр для машиностроения в Печатниках",
        ["где учат на токаря", "центр подготовки фрезеровщиков"],
        "Студенты колледжей осваивают станки с ЧПУ: токарь, фрезеровщик, шлифовщик.",
    ),
}
Card = tuple[str, list[str], str]


async def insert(transaction: Transaction, table: str, **values: str | int | None) -> None:
    """Add a row; columns that a test does not care for are empty."""
    columns = await transaction.rows("SELECT name, type, pk FROM pragma_table_info(?)", table)
    row = {
        column["name"]: values.get(column["name"], 0 if column["type"] == "INTEGER" else "")
        for column in columns
        if column["name"] in values or not column["pk"]
    }
    await transaction.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        *row.values(),
    )


async def put(database: Database, cards: dict[str, Card]) -> None:
    """Make the content tables hold exactly these cards, under a new revision."""
    async with database.transaction() as transaction:
        await transaction.execute("DELETE FROM phrasings")
        await transaction.execute("UPDATE answers SET state = 'gone'")
        if not await transaction.rows("SELECT id FROM sections"):
            await insert(transaction, "sections", id=1, key="all", parent_id=None, state="live")
        for key, (title, phrasings, body) in cards.items():
            changed = await transaction.execute(
                "UPDATE answers SET title = ?, body = ?, state = 'live' WHERE key = ?",
                title,
                body,
                key,
            )
            if not changed:
                row = {"key": key, "section_id": 1, "title": title, "body": body}
                row |= {"details": "{}", "state": "live"}
                await insert(transaction, "answers", moved_to=None, **row)
            await transaction.many(
                "INSERT INTO phrasings (answer_id, text) SELECT id, ? FROM answers WHERE key = ?",
                ((phrasing, key) for phrasing in phrasings),
            )
        await transaction.execute("UPDATE content SET revision = revision + 1")


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests ask for changed content at once, on a machine that may be slow."""
    monkeypatch.setattr(engine, "_PATIENCE", 60)


@pytest.fixture
async def database(blank: Path, tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(Path(copy(blank, tmp_path)))
    await put(database, CARDS)
    yield database
    await database.close()


@pytest.fixture
async def search(database: Database, tmp_path: Path) -> AsyncIterator[Search]:
    search = await Search.open(database, tmp_path / "bot.search.db", semantic=False)
    yield search
    await search.close()


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The cards above with a few synonyms, for tests of the parts."""
    path = tmp_path_factory.mktemp("index") / "search.db"
    synonyms = Synonyms(
        [
            ["Китай", "Поднебесная", "china"],
            ["МЭЦ", "Московский экспортный центр"],
            ["GITEX", "гитекс"],
        ]
    )
    documents = [
        Document("answer", number, key, title, title, tuple(phrasings), (), body)
        for number, (key, (title, phrasings, body)) in enumerate(CARDS.items(), start=1)
    ]
    update(path, documents, 1, synonyms)
    return Snapshot(path, synonyms)
