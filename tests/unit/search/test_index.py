"""An index that was updated many times equals one that was made at once."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.search.documents import Document
from bot.search.index import Snapshot, read_card_counts, read_posting, update
from bot.search.question import Term
from bot.search.ranking import TermMatches
from bot.search.vocabulary import Synonyms

WORDS = ("экспорт", "грант", "выставка", "станок", "завод", "учёба", "кластер")
texts = some.lists(some.sampled_from(WORDS), min_size=3, max_size=4).map(" ".join)
contents = some.dictionaries(some.integers(1, 6), texts, max_size=6)


def documents(content: dict[int, str]) -> list[Document]:
    return [
        Document("answer", number, f"all/{number}", "Ответ", "Ответ", (), (), body)
        for number, body in content.items()
    ]


def postings(path: Path) -> dict[str, list[tuple[str, float]]]:
    """By term: the keys of the cards that hold it, with its weight in each."""
    with closing(sqlite3.connect(path)) as connection:
        keys = dict(connection.execute("SELECT id, key FROM cards"))
        found = {term: read_posting(connection, term) for term in read_card_counts(connection)}
        for term, posting in found.items():
            assert list(posting.cards) == sorted(posting.cards), term
    return {
        term: sorted((keys[card], weight) for card, weight in zip(*posting, strict=True))
        for term, posting in found.items()
    }


@pytest.mark.slow
@given(some.lists(contents, min_size=1, max_size=4))
def test_an_updated_index_equals_a_new_one(
    history: Sequence[dict[int, str]],
) -> None:
    with TemporaryDirectory() as name:
        updated, fresh = Path(name) / "updated.db", Path(name) / "fresh.db"
        for revision, content in enumerate([*history, history[-1]]):
            update(updated, documents(content), revision, Synonyms())
        update(fresh, documents(history[-1]), 1, Synonyms())
        one, other = postings(updated), postings(fresh)
        assert one.keys() == other.keys()
        for term, pairs in one.items():
            assert [key for key, _ in pairs] == [key for key, _ in other[term]]
            # lengths that differ by less than a third are left as they were
            assert [weight for _, weight in pairs] == pytest.approx(
                [weight for _, weight in other[term]], rel=0.3
            )


def test_content_much_longer_than_before_rebuilds_the_index(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    short = dict.fromkeys(range(1, 5), "станок и завод")
    update(path, documents(short), 1, Synonyms())
    before = postings(path)["станок"]
    update(path, documents(short | {5: "станок " + "кластер " * 90}), 2, Synonyms())
    assert dict(postings(path)["станок"])["all/1"] > dict(before)["all/1"]


def test_a_common_word_only_ranks_cards_found_by_a_rare_one(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    content = dict.fromkeys(range(1, 40), "завод завод завод")
    content |= {40: "кластер", 41: "кластер и завод"}
    update(path, documents(content), 1, Synonyms())
    snapshot = Snapshot(path, Synonyms())
    asked = [Term(text, {text: 1.0}, 0.5) for text in ("завод", "кластер")]

    def found(budget: int) -> list[int]:
        matches = TermMatches(asked, lambda term: read_posting(snapshot._connection, term), budget)
        best = matches.best(99)
        return [len(best), *(round(each["coverage"] * 2) for each in matches.features([40, 41]))]

    assert found(budget=100) == [41, 1, 2]
    assert found(budget=10) == [2, 1, 2]
    assert found(budget=0) == [2, 1, 2]
    snapshot.close()
