"""A specialist's reply becomes a draft: what a human found out once, the bot says from then on."""

import re
from collections.abc import Iterator

from bot.knowledge.markup import to_markdown
from bot.questions.groups import phrasing
from bot.questions.inbox_repository import AnswerDrafts
from bot.specialist.delivery import Office
from bot.specialist.models import Drafted, StaffReply

ALL = 0  # instead of a letter's id: every reply, one after another
LONGEST_PHRASING = 150
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


class Drafting:
    def __init__(self, office: Office, drafts: AnswerDrafts) -> None:
        self._office = office
        self._drafts = drafts

    async def replies(self, enquiry_id: int) -> tuple[StaffReply, ...]:
        """What can become an answer, the oldest first."""
        return await self._office.copies.replies(enquiry_id)

    async def draft(self, enquiry_id: int, letter_id: int, by: int) -> Drafted:
        """Begin a draft with what was asked and this reply; of an enquiry there is one at a time.

        Raises NotFoundError when the person has removed their data.
        """
        if earlier := await self._drafts.find_by_enquiry(enquiry_id):
            return Drafted(earlier, is_new=False)
        enquiry = await self._office.enquiries.get(enquiry_id)
        body = "\n\n".join(
            to_markdown(reply.words)
            for reply in await self.replies(enquiry_id)
            if letter_id in {ALL, reply.id}
        )
        asked = tuple(dict.fromkeys(phrasings(enquiry.text)))
        draft_id = await self._drafts.start(by, asked, body, enquiry_id)
        return Drafted(draft_id, is_new=True)


def phrasings(text: str) -> Iterator[str]:
    """What a letter asks, as editors write phrasings: its questions, or else what is longest."""
    sentences = _SENTENCE.split(text)
    questions = [sentence for sentence in sentences if sentence.endswith("?")]
    for sentence in questions or [max(sentences, key=len)]:
        words = phrasing(sentence)
        if words and len(words) <= LONGEST_PHRASING:
            yield words
