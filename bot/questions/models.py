"""Questions as they were asked, the inbox of unanswered ones, votes on answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import sqrt
from typing import NamedTuple

from bot.questions.masks import without_masks


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it arrived.

    `chat_id` and `message_id` identify the earlier reply when the question is edited.
    """

    person_id: int | None
    chat_id: int
    message_id: int
    text: str
    searched: str = ""  # of a follow-up: with the words of its subject
    subject: str = ""  # the title of that subject

    @property
    def words(self) -> str:
        """What was searched, without masks."""
        return without_masks(self.searched or self.text)

    @property
    def letter(self) -> str:
        """What a specialist reads: the question and its subject."""
        return f"«{self.subject}»: {self.text}" if self.subject else self.text


class Cause(StrEnum):
    """The reason why a question waits for an editor."""

    NOTHING = "nothing"
    UNCHOSEN = "unchosen"  # choices were offered and none was taken
    MISSED = "missed"  # the answer was voted «не о том»


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits for an editor; `phrase` is what was understood, masked."""

    id: int
    phrase: str
    cause: Cause
    chosen_id: int | None  # an answer that was opened from the list
    asked_at: datetime


class WaitingWords(NamedTuple):
    """Search words with which so many questions wait for an editor.

    Words that wait longer have a lower `id`.
    """

    id: int
    words: str
    times: int


@dataclass(frozen=True, slots=True)
class Phrase:
    text: str
    times: int


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that ask the same; `id` is the id of the earliest.

    Phrases, causes and what was chosen are those of its first questions, see `InboxRepository`.
    """

    id: int
    last_id: int
    words: tuple[str, ...]
    times: int
    phrases: tuple[Phrase, ...]  # the most frequent first
    people: int
    since: datetime
    causes: dict[Cause, int]
    chosen: tuple[int, ...]  # answers that people opened from the list, the most frequent first

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(phrase.text for phrase in self.phrases)


@dataclass(frozen=True, slots=True)
class GroupPage:
    groups: tuple[QuestionGroup, ...]
    page: int
    pages: int
    total: int  # groups on all pages
    waiting: int  # questions
    complete: bool = True  # False: rarer groups come up when these are handled


class Waiting(NamedTuple):
    """How much waits for the team."""

    questions: int = 0
    applications: int = 0
    conflicts: int = 0  # of files and editors
    reviews: int = 0  # overdue


class Reason(StrEnum):
    """The reason for a 👎."""

    WRONG = "wrong"
    OUTDATED = "outdated"
    OFF_TOPIC = "off topic"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class AnswerVote:
    """A vote; `question_id` is the question that led to the answer, or 0."""

    answer_id: int
    person_id: int
    useful: bool
    reason: Reason | None = None
    question_id: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes for the present version of an answer."""

    answer_id: int
    title: str
    label: str  # of its button
    useful: int
    useless: int
    reasons: dict[Reason, int]
    comments: tuple[str, ...] = ()  # the newest first

    @property
    def bound(self) -> float:
        return lower_bound(self.useful, self.useful + self.useless)


@dataclass(frozen=True, slots=True)
class TallyPage:
    tallies: tuple[Tally, ...]
    page: int
    pages: int


_Z = 1.96  # 95 % confidence


def lower_bound(useful: int, votes: int) -> float:
    """The lower bound of the Wilson score interval for the share of useful votes, 0 to 1.

    One 👍 of one vote gives 0.21, ninety of a hundred 0.83, no votes 0.
    Source: E. B. Wilson, «Probable inference…», JASA 22 (1927).
    """
    if not votes:
        return 0.0
    share, spread = useful / votes, _Z * _Z / votes
    margin = _Z * sqrt(share * (1 - share) / votes + spread / (4 * votes))
    return max(0.0, (share + spread / 2 - margin) / (1 + spread))
