"""The editors' desk: what is done with questions that had no answer, each act in the audit."""

from bot.audience.audit_repository import Audit
from bot.knowledge.drafts import Bound
from bot.questions.answering import Answering
from bot.questions.drafts_repository import Drafts
from bot.questions.inbox_repository import Inbox
from bot.questions.models import Group
from bot.search.models import Hit

_OFFERED = 6


class Desk:
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
