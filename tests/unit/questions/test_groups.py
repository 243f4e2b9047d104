from collections import defaultdict
from datetime import UTC, datetime

import pytest

from bot.questions.groups import make_group, meant, merged, phrasing, search_words
from bot.questions.models import Cause, OpenQuestion, WaitingWords, lower_bound


def asked(number, text):
    return OpenQuestion(
        id=number,
        phrase=phrasing(text),
        cause=Cause.NOTHING,
        chosen_id=None,
        asked_at=datetime.fromtimestamp(number, UTC),
    )


def grouped(questions):
    """As the repository does: counted by their words, then merged, then read."""
    words = defaultdict(list)
    for question in questions:
        words[search_words(question.phrase)].append(question)
    waiting = [
        WaitingWords(number, key, times=len(found))
        for number, (key, found) in enumerate(words.items())
    ]
    for members in merged(waiting):
        found = [question for each in members for question in words[each.words]]
        yield make_group(members, found, len(found), max(question.id for question in found))


def groups(*texts):
    return [
        {phrase.text for phrase in group.phrases}
        for group in grouped([asked(number, text) for number, text in enumerate(texts)])
    ]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("грант на экспорт", "Гранты для экспорта?", True),
        ("как растаможить снегоуборщик", "подскажите, как растаможить снегоуборщики", True),
        ("грант на экспорт", "получить грант на экспорт", True),
        ("грант на экспорт", "грант на импорт", False),
        ("выставка еды осенью в дубае", "выставка еды осенью в китае", False),
        ("грант", "грант на экспорт молока в китай", False),
        ("план 2025", "план 2026", False),
    ],
)
def test_near_duplicates_are_one_group_and_other_questions_are_not(one, other, together):
    assert len(groups(one, other)) == (1 if together else 2)


def test_the_most_frequent_comes_first_then_the_longest_waiting():
    texts = ["где цирк", "где зоопарк", "где зоопарк", "где театр"]
    assert groups(*texts) == [{"где зоопарк"}, {"где цирк"}, {"где театр"}]
    first = next(grouped([asked(number, text) for number, text in enumerate(texts)]))
    assert (first.id, first.times, first.people) == (1, 2, 2)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("  Какой   Грант?! ", "какой грант"),
        ("мой ‹телефон› про грант", "мой про грант"),
        ("MЭЦ это что", "мэц это что"),
        ("Expo 2027", "expo 2027"),
        ("две\nстроки", "две строки"),
        ("‹телефон›", ""),
    ],
)
def test_a_phrasing_is_written_as_editors_write_it(typed, written):
    assert phrasing(typed) == written


def test_masks_and_stop_words_are_no_search_words():
    assert search_words("а мой ‹телефон› и ‹почта›") == ""
    assert search_words("Гранты экспортёрам") == search_words("экспортёр грант")


def test_only_a_wrong_layout_or_transliteration_is_read_anew():
    assert meant("uhfyn", "грант") == "грант"
    assert meant("растаможить", "раста можить") == ""


def test_a_few_votes_are_worth_less_than_many():
    assert lower_bound(0, 0) == 0
    assert lower_bound(0, 5) == 0
    assert round(lower_bound(1, 1), 2) == 0.21
    assert round(lower_bound(90, 100), 2) == 0.83
    assert lower_bound(1, 1) < lower_bound(9, 10) < lower_bound(90, 100)
