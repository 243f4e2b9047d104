import pytest

from bot.search.index import Snapshot
from bot.search.question import terms, understand
from bot.search.text import as_cyrillic, as_english, as_russian, sound_key
from bot.search.vocabulary import Synonyms


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("'rcgjhn d rbnfq", "экспорт в китай"),
        ("Rfr gjkexbnm uhfyn&", "как получить грант"),
        ("пшеуч", "gitex"),
        ("kak poluchit grant", "как получить грант"),
        ("eksport v kitay", "экспорт в китай"),
        ("техностожировка", "техностажировка"),
        ("гркнт", "грант"),
        ("экпсорт", "экспорт"),
        ("стаженровка", "стажировка"),
        ("моспромчемпоможет", "моспром чем поможет"),
        ("гдеучатнатокаря", "где учат на токаря"),
        ("где учат на токоря", "где учат на токаря"),
        ("техно стажировка", "техностажировка"),
        ("гитекс в китае", "гитекс в китае"),
        ("20Xгод", "2020 год"),
    ],
)
def test_what_was_meant_is_understood(snapshot: Snapshot, typed: str, understood: str) -> None:
    assert understand(typed, snapshot.vocabulary).text == understood


@pytest.mark.parametrize(
    "typed",
    [
        "как получить грант",
        "поставки в Поднебесную",
        "МЭЦ",
        "2024",
        "",
        "йцукен",
        "how is the weather",
        "слетать на луну с котом",
        "погода на завтра",
        "растаможиваем снегоуборщики",
        "курс биткоина",
        "00000",
        "не сдал огэ",
        "расходники",
        "vs",
        "honey",
        "supplier",
        "contact",
        "supplier vs manufacturer",
    ],
)
def test_what_needs_no_repair_or_knows_none_stays(snapshot: Snapshot, typed: str) -> None:
    question = understand(typed, snapshot.vocabulary)
    assert not question.repaired
    assert question.text == question.typed


def test_a_doubtful_slip_keeps_its_other_readings(snapshot: Snapshot) -> None:
    (word,) = understand("гракт", snapshot.vocabulary).words
    assert word.text == "грант"
    assert 0 < word.certainty < 1


@pytest.mark.parametrize("spelling", ["shchuka", "schuka", "shuka", "щука"])
def test_every_way_to_write_a_word_sounds_the_same(spelling: str) -> None:
    assert sound_key(spelling) == sound_key("щука")


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("yarmarka", "ярмарка"),
        ("zayavka", "заявка"),
        ("uchitsya", "учится"),
        ("tekhnopolis", "технополис"),
    ],
)
def test_an_unknown_word_is_spelled_in_cyrillic(latin: str, cyrillic: str) -> None:
    assert as_cyrillic(latin) == cyrillic


def test_the_two_layouts_are_each_other_s_reverse() -> None:
    text = "съешь ещё этих мягких французских булок"
    assert as_russian(as_english(text)) == text


def test_a_word_of_no_dictionary_tells_less_than_one_that_no_card_has(snapshot: Snapshot) -> None:
    """It may be misspelt beyond repair; «снегоуборщик» is surely something else."""
    foreign, garbled = (
        terms(understand(f"грант {word}", snapshot.vocabulary), snapshot.vocabulary, Synonyms())[-1]
        for word in ("снегоуборщик", "снгбрщкъ")
    )
    assert not foreign.known
    assert not garbled.known
    assert garbled.weight < foreign.weight
