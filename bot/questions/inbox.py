"""What editors do with the unanswered: bind, dismiss, write an answer, publish it."""

from dataclasses import dataclass

from bot.conversation.answering import Answering
from bot.knowledge.models import AnswerDraft, Bound, DraftField, DraftReview, Link
from bot.knowledge.repository import Knowledge
from bot.people.audit import Audit
from bot.people.repository import Form, Forms
from bot.questions.inbox_repository import Drafts, Inbox
from bot.questions.models import Group
from bot.search.models import Hit

_OFFERED = 6


class InboxService:
    """Two editors may press at once: the second one's act changes nothing and says so."""

    def __init__(self, inbox: Inbox, drafts: Drafts, answering: Answering, audit: Audit) -> None:
        self._inbox = inbox
        self._drafts = drafts
        self._answering = answering
        self._audit = audit

    async def offers(self, group: Group | None, wanted: str = "") -> tuple[Hit, ...]:
        """Answers to bind the group to: found for `wanted`, or else for its commonest phrase.

        What people themselves opened from the list comes first.
        """
        if group is None:
            return ()
        found = await self._answering.find(wanted or group.phrases[0].text)
        hits = [hit for hit in found.hits if hit.kind == "answer"]
        if not wanted:
            hits.sort(key=lambda hit: hit.id not in group.chosen)
        return tuple(hits[:_OFFERED])

    async def bind(self, question_id: int, answer_id: int, admin_id: int) -> Bound | None:
        """None when the group was handled before."""
        group = await self._inbox.group(question_id)
        bound = await self._inbox.bind(group, answer_id, admin_id) if group else None
        if group and bound:
            await self._record(admin_id, "bind questions", f"answer {answer_id}", group)
        return bound

    async def write(self, question_id: int, admin_id: int) -> int | None:
        """Start a draft with the group's phrases; its id, or None as in `bind`."""
        group = await self._inbox.group(question_id)
        draft_id = await self._inbox.draft(group, admin_id) if group else None
        if group and draft_id:
            await self._record(admin_id, "start draft", f"draft {draft_id}", group)
        return draft_id

    async def dismiss(self, question_id: int, admin_id: int) -> int | None:
        """The id under which `restore` finds the group; None as in `bind`."""
        group = await self._inbox.group(question_id)
        if group is None or not await self._inbox.dismiss(group):
            return None
        await self._record(admin_id, "dismiss questions", f"question {group.id}", group)
        return group.id

    async def restore(self, group_id: int, admin_id: int) -> Group | None:
        """Take a dismissal back; None when the group was taken back before."""
        group = await self._inbox.group(group_id) if await self._inbox.restore(group_id) else None
        if group:
            await self._record(admin_id, "restore questions", f"question {group_id}", group)
        return group

    async def publish(self, draft_id: int, revision: int, admin_id: int) -> int | None:
        """The new answer's id; None as `Drafts.publish` says."""
        draft = await self._drafts.draft(draft_id)
        answer_id = await self._drafts.publish(draft_id, revision, admin_id)
        if answer_id:
            after = {"title": draft.title, "section": draft.section_key, "body": draft.body}
            await self._audit.record(
                admin_id, "publish draft", f"answer {answer_id}", {"draft": draft_id}, after
            )
        return answer_id

    async def discard(self, draft_id: int, admin_id: int) -> bool:
        draft = await self._drafts.draft(draft_id)
        done = await self._drafts.discard(draft_id)
        if done:
            before = {"title": draft.title, "body": draft.body, "questions": draft.questions}
            await self._audit.record(admin_id, "discard draft", f"draft {draft_id}", before)
        return done

    async def _record(self, admin_id: int, action: str, subject: str, group: Group) -> None:
        phrases = [phrase.text for phrase in group.phrases]
        await self._audit.record(
            admin_id, action, subject, {"questions": phrases, "times": group.times}
        )


DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class DraftStep:
    """The field of a draft that is asked for, and the sections it may be chosen from, if any."""

    draft: AnswerDraft
    field: DraftField
    sections: tuple[Link, ...] = ()


class DraftWizard:
    def __init__(self, drafts: Drafts, forms: Forms, knowledge: Knowledge) -> None:
        self._drafts = drafts
        self._forms = forms
        self._knowledge = knowledge

    async def next(self, draft_id: int) -> DraftReview | DraftStep:
        """The first field that is still empty, or the whole draft when none is."""
        draft = await self._drafts.draft(draft_id)
        if draft.missing:
            return await self.asked(draft_id, draft.missing[0])
        return await self._drafts.sheet(draft_id)

    async def asked(self, draft_id: int, field: DraftField, section_id: int = 0) -> DraftStep:
        """`section_id` is the section whose own sections are to be chosen from; 0: the top ones."""
        draft = await self._drafts.draft(draft_id)
        choosing = field is DraftField.SECTION
        return DraftStep(
            draft, field, await self._knowledge.children(section_id) if choosing else ()
        )

    async def wait(self, editor_id: int, found: DraftReview | DraftStep, heard: int = 0) -> None:
        """The editor's next text is for what was asked; `heard` is the message answered last."""
        if isinstance(found, DraftStep):
            await self._forms.open(editor_id, Form(DRAFT, found.draft.id, f"{found.field} {heard}"))
        else:
            await self._forms.leave(editor_id)


def asked_for(form: Form, message_id: int) -> DraftField | None:
    """What the message is for; None for the one heard before, come again after a kill."""
    field, _, heard = form.field.partition(" ")
    return None if heard == str(message_id) else DraftField(field)
