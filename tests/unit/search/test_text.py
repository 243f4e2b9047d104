import pytest

from bot.search.text import normalise, stem, words


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Ёлка ЁЖ", ["елка", "еж"]),
        ("МЭЦ", ["мэц"]),
        ("MЭЦ", ["мэц"]),  # a Latin M
        ("оэз-2030", ["оэз", "2030"]),
        ("big5", ["big", "5"]),
        ("больше 1 000 компаний", ["больше", "1000", "компаний"]),
        ("10 000 000 ₽", ["10000000"]),
        ("на 09.2025", ["на", "9", "2025"]),
        ("в 25 году", ["в", "2025", "году"]),
        ("30 млн", ["30", "млн"]),
        ("00000", ["00000"]),
        ("при\u00adём", ["прием"]),
        ("за\u0301мок", ["замок"]),
        ("й как и\u0306", ["й", "как", "й"]),
        ("ﬁne ＡＢＣ", ["fine", "abc"]),
        ("İstanbul", ["i", "stanbul"]),
        ("😂 \u200b \u202e", []),
        ("", []),
    ],
)
def test_words_are_normalised(typed: str, expected: list[str]) -> None:
    assert [*words(typed)] == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("грантами", "гранта"),
        ("выставках", "выставка"),
        ("exhibitions", "exhibition"),
        ("2025", "2025"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_a_word_in_two_alphabets_stays_when_a_letter_has_no_twin() -> None:
    assert normalise("GPTшка") == "gptшка"
