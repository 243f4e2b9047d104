"""The order of cards, and how sure a list is."""

from pathlib import Path

from bot.search.documents import Document
from bot.search.index import Snapshot, update
from bot.search.models import SearchResult
from bot.search.searcher import Searcher
from bot.search.vocabulary import Synonyms

QUESTION = "сколько суток оплачивает гостиницу экспонента в Дубае"
TOGETHER = "Гостиницу экспонента оплачивает город. Билеты покупают сами. Стенд строит подрядчик."
SCATTERED = "Город оплачивает билеты. Экспонента встречают сами. Гостиницу строит подрядчик."


def _found(body: str, folder: Path) -> SearchResult:
    title = "Поездка на выставку"
    document = Document("answer", 1, "trips/one", title, title, (), (), body)
    path = folder / "search.db"
    update(path, [document], 1, Synonyms())
    return Searcher(Snapshot(path, Synonyms())).find(QUESTION, 5)


def test_words_that_stand_together_are_surer_than_the_same_words_scattered(tmp_path: Path) -> None:
    folders = [tmp_path / "together", tmp_path / "scattered"]
    for folder in folders:
        folder.mkdir()
    together, scattered = map(_found, (TOGETHER, SCATTERED), folders)
    assert together.candidates[0].coverage == scattered.candidates[0].coverage
    assert together.confidence > scattered.confidence


def test_of_two_cards_with_the_words_the_one_that_is_asked_so_comes_first(tmp_path: Path) -> None:
    """«Что такое» are stop words: they tell nothing of the subject, and much of what is asked."""
    cards = {
        "count": (
            "Сколько заключили: офсетный контракт",
            ("офсетный контракт за год", "каждый офсетный контракт"),
            "Один офсетный контракт подписан в 2017 году, второй офсетный контракт — позже.",
        ),
        "what": ("Что такое офсетный контракт", (), "Город покупает товары у нового завода."),
    }
    documents = [
        Document("answer", number, key, title, title, phrasings, (), body)
        for number, (key, (title, phrasings, body)) in enumerate(cards.items(), start=1)
    ]
    update(tmp_path / "search.db", documents, 1, Synonyms())
    searcher = Searcher(Snapshot(tmp_path / "search.db", Synonyms()))
    for asked, key in (
        ("что же такое этот офсетный контракт", "what"),
        ("сколько контрактов", "count"),
    ):
        assert searcher.find(asked, 5).candidates[0].card.key == key
