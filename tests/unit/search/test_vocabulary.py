import pytest

from bot.search.dictionary import (
    ENGLISH_FILE,
    RUSSIAN_FILE,
    filter_contains,
    is_word,
    make_filter,
)


@pytest.mark.parametrize(
    "word", ["погода", "слетать", "котом", "луну", "президента", "борщ", "honey", "suppliers"]
)
def test_everyday_words_are_words_in_any_form(word: str) -> None:
    assert is_word(word)


@pytest.mark.parametrize(
    "word", ["токоря", "учицца", "техностожировка", "наэкспорт", "gitex", "2024"]
)
def test_slips_and_other_things_are_not(word: str) -> None:
    assert not is_word(word)


def test_a_filter_contains_all_its_stems_and_few_others() -> None:
    stems = {f"слово{number}" for number in range(2_000)}
    others = {f"чужое{number}" for number in range(2_000)}
    bits = make_filter(stems)
    assert len(bits) < 4_000
    assert all(filter_contains(bits, each) for each in stems)
    assert sum(filter_contains(bits, each) for each in others) < 20


def test_what_is_shipped_is_small() -> None:
    assert RUSSIAN_FILE.stat().st_size < 200_000
    assert ENGLISH_FILE.stat().st_size < 30_000
