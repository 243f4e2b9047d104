"""An editor writes an answer step by step: whatever is asked for next is waited for at once."""

from dataclasses import dataclass

from bot.audience.forms_repository import Form, Forms
from bot.knowledge.drafts import Draft, Field, Sheet
from bot.knowledge.models import Link
from bot.knowledge.repository import Knowledge
from bot.questions.drafts_repository import Drafts

DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Asking:
    """The field of a draft that is asked for, and the sections it may be chosen from, if any."""

    draft: Draft
    field: Field
    sections: tuple[Link, ...] = ()


class Writing:
    def __init__(self, drafts: Drafts, forms: Forms, knowledge: Knowledge) -> None:
        self._drafts = drafts
        self._forms = forms
        self._knowledge = knowledge

    async def next(self, draft_id: int) -> Sheet | Asking:
        """The first field that is still empty, or the whole draft when none is."""
        draft = await self._drafts.draft(draft_id)
        if draft.missing:
            return await self.asked(draft_id, draft.missing[0])
        return await self._drafts.sheet(draft_id)

    async def asked(self, draft_id: int, field: Field, section_id: int = 0) -> Asking:
        """`section_id` is the section whose own sections are to be chosen from; 0: the top ones."""
        draft = await self._drafts.draft(draft_id)
        choosing = field is Field.SECTION
        return Asking(draft, field, await self._knowledge.children(section_id) if choosing else ())

    async def wait(self, editor_id: int, found: Sheet | Asking, heard: int = 0) -> None:
        """The editor's next text is for what was asked; `heard` is the message answered last."""
        if isinstance(found, Asking):
            await self._forms.open(editor_id, Form(DRAFT, found.draft.id, f"{found.field} {heard}"))
        else:
            await self._forms.leave(editor_id)


def asked_for(form: Form, message_id: int) -> Field | None:
    """What the message is for; None for the one heard before, come again after a kill."""
    field, _, heard = form.field.partition(" ")
    return None if heard == str(message_id) else Field(field)
