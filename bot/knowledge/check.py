"""Problems of the content that an editor should fix: rules over all files together."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.knowledge.files import SECTION_FILE, AnswerFile, Content, ContentError, read
from bot.knowledge.markup import to_html, to_plain
from bot.knowledge.models import LABEL_LENGTH, English, Problem, payload, text_code
from bot.knowledge.spoilt import spoilt_lines

BLOCK_LIMIT = 3000  # a single paragraph or list must leave room for the title and the sources
PAYLOAD_LIMIT = 64  # https://core.telegram.org/bots/features#deep-linking
_NUMBERED = re.compile(r"(?m)^\d+\. ")
_LETTERS = re.compile(r"[^\W\d_]+")
_RUSSIAN = re.compile(r"[А-Яа-яЁё]+")
_MIXED = re.compile(r"[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")


def check(folder: Path) -> Content:
    """Read the content under `folder`; raises `ContentError` with every problem at once."""
    content = read(folder)
    if problems := _problems(content):
        raise ContentError(problems)
    return content


def _problems(content: Content) -> tuple[Problem, ...]:
    found = [
        *content.problems,
        *_orphans(content),
        *_duplicates(content),
        *(problem for key in content.answers for problem in _answer(content, key)),
    ]
    if not content.answers and not found:
        found.append(Problem("*.md", "", "нет ни одного ответа"))
    return tuple(sorted(found))


def cut_labels(content: Content) -> Iterator[Problem]:
    """Labels that a phone would cut: a warning that does not stop an import."""
    for file, field, label in _labels(content):
        if len(label) > LABEL_LENGTH:
            reason = f"телефон обрежет кнопку после {LABEL_LENGTH} знаков: {label}"
            yield Problem(file, field, reason)


def _labels(content: Content) -> Iterator[tuple[str, str, str]]:
    """Each with its file and its field."""
    titles = {
        f"{key}/{SECTION_FILE}": f"{section.emoji} {section.short or section.title}"
        for key, section in content.sections.items()
    } | {f"{key}.md": _label(answer) for key, answer in content.answers.items()}
    yield from ((file, "short", label) for file, label in sorted(titles.items()))
    for key, answer in sorted(content.answers.items()):
        if answer.english:
            yield f"{key}.md", "english.short", answer.english.label
        yield from ((f"{key}.md", "buttons", button.label) for button in answer.buttons)


def _label(answer: AnswerFile) -> str:
    """The label with the emoji that a list puts before it, now or after the answer has expired."""
    mark = "👉 " if answer.entry else "🗄 " if answer.valid_until else ""
    return mark + (answer.short or answer.title)


def _orphans(content: Content) -> Iterator[Problem]:
    unread = _unread(content)
    for key in (*content.answers, *content.sections):
        parent = key.rpartition("/")[0]
        file = f"{parent}/{SECTION_FILE}"
        if parent and parent not in content.sections and file not in unread:
            yield Problem(file, "", "файла нет, а в папке есть ответы")
        if not parent and key in content.answers:
            yield Problem(f"{key}.md", "", "ответ должен лежать в папке раздела")


def _duplicates(content: Content) -> Iterator[Problem]:
    asked = Counter(
        question
        for answer in content.answers.values()
        for question in set(map(normalized, _asked(answer)))
    )
    for key, answer in content.answers.items():
        for question in dict.fromkeys(_asked(answer)):
            if asked[normalized(question)] > 1:
                yield Problem(f"{key}.md", "questions", f"вопрос повторяется: «{question}»")


def _asked(answer: AnswerFile) -> tuple[str, ...]:
    """Whatever is found word for word: two answers may not share it."""
    english = answer.english
    translated = (english.title, *english.questions) if english else ()
    return (answer.title, *answer.questions, *translated)


def _answer(content: Content, key: str) -> Iterator[Problem]:
    answer, file = content.answers[key], f"{key}.md"
    yield from problems_of(key, answer)
    unread = _unread(content)
    for field, keys in (("related", answer.related), ("steps", answer.steps)):
        for other in keys:
            if other not in content.answers and f"{other}.md" not in unread:
                yield Problem(file, field, f"нет ответа «{other}»")
    for old in answer.moved_from:
        if old in content.answers:
            yield Problem(file, "moved_from", f"ответ «{old}» ещё существует")


def _unread(content: Content) -> set[str]:
    """Files that could not be read: what refers to them is not reported again."""
    return {problem.file for problem in content.problems}


def problems_of(key: str, answer: AnswerFile) -> Iterator[Problem]:
    """The problems of one answer, regardless of the others."""
    file = f"{key}.md"
    if len(payload(key)) > PAYLOAD_LIMIT:
        yield Problem(file, "", f"путь длиннее {PAYLOAD_LIMIT} знаков, ссылка не поместится")
    plain = to_plain(to_html(answer.body))
    yield from _long_blocks(file, "body", plain)
    if answer.english:
        yield from _problems_of_english(file, answer.english)
    numbered = len(_NUMBERED.findall(answer.body))
    if answer.steps and len(answer.steps) != numbered:
        yield Problem(file, "steps", f"шагов {len(answer.steps)}, а пунктов с номером {numbered}")
    for word in mixed_words(_words(answer, plain)):
        yield Problem(file, "", f"в слове «{word}» смешаны латинские и русские буквы")


def _long_blocks(file: str, field: str, plain: str) -> Iterator[Problem]:
    if any(len(block) > BLOCK_LIMIT for block in plain.split("\n\n")):
        yield Problem(file, field, f"абзац длиннее {BLOCK_LIMIT} знаков не поместится в сообщение")


def _problems_of_english(file: str, english: English) -> Iterator[Problem]:
    field = "english.body"
    yield from _long_blocks(file, field, to_plain(to_html(english.body)))
    for at, reason in spoilt_lines(english.body):
        yield Problem(file, field, f"строка {at + 1}: {reason}")
    if found := _RUSSIAN.search(f"{english.title}\n{english.short}\n{english.body}"):
        yield Problem(file, "english", f"русские буквы в английском тексте: «{found[0]}»")


def outdated_translations(content: Content) -> Iterator[Problem]:
    """Texts in English that are older than the Russian ones: a warning that stops no import."""
    for key, answer in content.answers.items():
        code = text_code(answer.title, to_plain(to_html(answer.body)))
        if answer.english and answer.english.translates != code:
            reason = f"русский текст с тех пор изменился: сверьте перевод и впишите сюда {code}"
            yield Problem(f"{key}.md", "english.translates", reason)


def mixed_words(text: str) -> tuple[str, ...]:
    """Words with both Latin and Russian letters: they look right, but a search never finds them."""
    return tuple(dict.fromkeys(filter(_MIXED.search, _LETTERS.findall(text))))


def normalized(question: str) -> str:
    """Questions that are equal after this are the same question."""
    return question.casefold().strip(" ?")


def _words(answer: AnswerFile, plain: str) -> str:
    return "\n".join((answer.title, answer.short, plain, *answer.questions, *answer.keywords))
