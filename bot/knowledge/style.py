"""What makes an answer hard to use: warnings, which stop no import, and figures of readability."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.knowledge.files import AnswerFile, Content
from bot.knowledge.markup import to_html, to_plain
from bot.knowledge.models import Problem, has_list, shown_related

_NEWSROOM = re.compile(r"(?i)найденн\w{1,3} источник\w*")
_NO_SOURCE = re.compile(
    r"(?i)^(по содержанию|исходная статья|проверка публичных источников|подборка фактов)"
)
_LINK = re.compile(r'<a href="([^"]+)">(.*?)</a>', re.DOTALL)
_LINK_OR_CODE = re.compile(r"<(a|code|pre)\b.*?</\1>", re.DOTALL)
_HOST = re.compile(
    r"(?<![\w@/.-])(?:[\w-]+\.)+(?:ru|рф|com|org|net|info|io|me|moscow)\b(?![./-]\w)"
)
_SITE = re.compile(r"(?i)сайт|портал|платформ|кабинет")  # such a link leads to a home page rightly
_CONTACTS = re.compile(r"contacts\b")


def warnings(content: Content) -> Iterator[Problem]:
    linked = Counter(
        other for answer in content.answers.values() for other in (*answer.related, *answer.steps)
    )
    for key, answer in content.answers.items():
        file = f"{key}.md"
        if answer.unknown and not has_way_out(key, content):
            yield Problem(file, "unknown", "некуда пойти: дайте кнопку или ответ с контактами")
        if not linked[key] and not answer.entry:
            yield Problem(file, "related", "к этому ответу не ведёт ни один другой")
        for source in filter(_NO_SOURCE.match, (each.title for each in answer.sources)):
            yield Problem(file, "sources", f"«{source}» — не источник: назовите издание")
        yield from (Problem(file, "body", reason) for reason in _warnings_of_body(answer))


def _warnings_of_body(answer: AnswerFile) -> Iterator[str]:
    html = to_html(answer.body)
    if found := _NEWSROOM.search(to_plain(html)):
        yield f"«{found[0]}»: чего не знаем, пишите в unknown"
    for host in _HOST.findall(to_plain(_LINK_OR_CODE.sub("", html))):
        yield f"«{host}» станет ссылкой на главную страницу: дайте ссылку на статью"
    links = [(button.url, button.label) for button in answer.buttons]
    for url, label in (*_LINK.findall(html), *links):
        if _is_home(url) and url_host(url) in _articles(answer) and not _SITE.search(label):
            yield f"«{label}» ведёт на главную страницу, а у источника есть статья"


def _articles(answer: AnswerFile) -> set[str]:
    """The hosts of which a source names a page."""
    return {url_host(each.url) for each in answer.sources if each.url and not _is_home(each.url)}


def url_host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


def has_way_out(key: str, content: Content) -> bool:
    """Whether the card has a link, a phone or an address, or leads to contacts in one tap."""
    answer = content.answers[key]
    others = _shown(key, answer, content)
    return _has_link(answer) or any(
        _CONTACTS.search(other) or _has_contact(content.answers[other]) for other in others
    )


def _shown(key: str, answer: AnswerFile, content: Content) -> list[str]:
    """The answers that stand under a card without links: its steps and related ones."""
    most = shown_related(int(has_list(key)) + bool(answer.steps))
    related = [other for other in answer.related if other in content.answers]
    return [*(step for step in answer.steps if step in content.answers), *related[:most]]


def _has_link(answer: AnswerFile) -> bool:
    return bool(answer.buttons or _has_contact(answer) or _LINK.search(to_html(answer.body)))


def _has_contact(answer: AnswerFile) -> bool:
    place = answer.place
    return bool(place and (place.phone or place.address or place.website))


LONG_SENTENCE, LONG_WORD = 20, 5  # words; syllables
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[«А-ЯЁA-Z\d])|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_VOWEL = re.compile(r"(?i)[аеёиоуыэюяaeiouy]")


class Readability(NamedTuple):
    """Figures over all bodies; the shares are 0 to 1."""

    sentences: int
    words_in_sentence: float
    long_sentences: float
    long_words: float

    def __str__(self) -> str:
        return (
            f"Readability: {self.sentences} sentences, {self.words_in_sentence:.1f} words each; "
            f"{self.long_sentences:.0%} of them have more than {LONG_SENTENCE} words, "
            f"{self.long_words:.0%} of the words have {LONG_WORD} syllables or more."
        )


def readability(content: Content) -> Readability:
    bodies = (to_plain(to_html(answer.body)) for answer in content.answers.values())
    parts = [_WORD.findall(each) for body in bodies for each in _SENTENCE.split(body)]
    sentences = [words for words in parts if words]
    words = [word for each in sentences for word in each]
    long = sum(len(each) > LONG_SENTENCE for each in sentences)
    hard = sum(len(_VOWEL.findall(word)) >= LONG_WORD for word in words)
    count, all_words = max(1, len(sentences)), max(1, len(words))
    return Readability(len(sentences), len(words) / count, long / count, hard / all_words)
