"""How sure a list is: by words of one sentence rather than of a whole card."""

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
