"""What handlers need of dialogues with the staff: one service over repository and relay."""

import asyncio
import re
from collections.abc import Iterator

from bot.knowledge.from_html import to_markdown
from bot.questions.groups import phrasing
from bot.questions.inbox_repository import InboxRepository
from bot.specialist.models import (
    ALL_REPLIES,
    Dialogue,
    ReplyDraft,
    Side,
    StaffAvailability,
    WorkingHours,
)
from bot.specialist.relay import RelayService
from bot.specialist.repository import SpecialistRepository

MAX_PHRASING = 150
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


class SpecialistService:
    """Reads go to `staff`, `dialogues`, `enquiries` and `letters`; `relay` sends messages."""

    def __init__(
        self,
        repository: SpecialistRepository,
        relay: RelayService,
        inbox: InboxRepository,
        hours: WorkingHours,
    ) -> None:
        self.staff = repository.staff
        self.dialogues = repository.dialogues
        self.enquiries = repository.enquiries
        self.letters = repository.letters
        self.relay = relay
        self._inbox = inbox
        self._hours = hours
        self.clock = repository.clock

    @property
    def availability(self) -> StaffAvailability:
        now, has_staff = self.clock(), bool(self.staff.receivers)
        opens = None if self._hours.is_open_at(now) else self._hours.opens_after(now)
        days = (opens.date() - now.date()).days if opens else 0
        return StaffAvailability(has_staff, self._hours.words, opens is None, opens, days)

    async def dialogue_continued(self, person_id: int, message_id: int) -> Dialogue | None:
        """The person's dialogue, when a reply to this message continues it.

        That is a reply to a letter of the staff, or, while the dialogue is open, to an invitation.
        """
        letter = await self.letters.of_copy(person_id, message_id)
        to_staff = letter is not None and letter.author is Side.STAFF
        if not to_staff and not await self.staff.has_invited(person_id, message_id):
            return None
        dialogue = await self.dialogues.of_person(person_id)
        return dialogue if dialogue and (to_staff or dialogue.is_open) else None

    async def dialogue_answered(self, chat_id: int, message_id: int) -> Dialogue | None:
        """The dialogue that the staff answer by a reply to this message."""
        letter = await self.letters.of_copy(chat_id, message_id)
        if letter is None or letter.author is Side.STAFF:
            return None
        return await self.dialogues.of_person(letter.person_id)

    async def dialogue_of_letter(self, chat_id: int, message_id: int) -> Dialogue | None:
        """The dialogue in which this message of the staff was sent to the person."""
        letters = await self.letters.of_original(chat_id, message_id)
        letter = next((each for each in letters if each.author is Side.STAFF), None)
        return await self.dialogues.of_person(letter.person_id) if letter else None

    async def make_draft(self, enquiry_id: int, letter_id: int, author_id: int) -> ReplyDraft:
        """Make a draft of the enquiry's questions and the reply; an enquiry has one at a time.

        `letter_id` may be `ALL_REPLIES`. Raises NotFoundError when the person has deleted their
        data.
        """
        if earlier := await self._inbox.find_by_enquiry(enquiry_id):
            return ReplyDraft(earlier, is_new=False)
        enquiry = await self.enquiries.get(enquiry_id)
        replies = await self.letters.replies(enquiry_id)
        chosen = [reply.words for reply in replies if letter_id in {ALL_REPLIES, reply.id}]
        body = await asyncio.to_thread(lambda: "\n\n".join(map(to_markdown, chosen)))
        questions = tuple(dict.fromkeys(_phrasings(enquiry.text)))
        draft_id = await self._inbox.start_reply(author_id, questions, body, enquiry_id)
        return ReplyDraft(draft_id, is_new=True)


def _phrasings(text: str) -> Iterator[str]:
    """The questions in the text as phrasings of an answer; without questions, its longest part."""
    sentences = _SENTENCE.split(text)
    questions = [sentence for sentence in sentences if sentence.endswith("?")]
    for sentence in questions or [max(sentences, key=len)]:
        words = phrasing(sentence)
        if words and len(words) <= MAX_PHRASING:
            yield words
