"""An admin's action and its audit entry are stored in one transaction."""

import sqlite3

import pytest

from bot.questions.models import AskedQuestion
from tests.asked import store

ADMIN = 1000001


@pytest.fixture
async def group(services):
    asked = AskedQuestion(None, 1, 1, "как растаможить снегоуборщик")
    await store(services.questions, asked)
    return (await services.inbox.page()).groups[0]


@pytest.fixture
async def draft(services):
    draft_id = await services.inbox.drafts.start(ADMIN, ["где мой груз"], "Тут.")
    section = await services.knowledge.find_key("export/money")
    return await services.inbox.drafts.update(
        draft_id, title="Груз", section_id=section.id, audience="business", source_title="А"
    )


async def test_no_group_is_handled_without_an_audit_entry(services, group, refuse_audit):
    answer_id = (await services.knowledge.find_key("export/money/grant")).id
    await refuse_audit()
    for act in (
        services.inbox.bind(group.id, answer_id, ADMIN),
        services.inbox.start_draft(group.id, ADMIN),
        services.inbox.dismiss(group.id, ADMIN),
    ):
        with pytest.raises(sqlite3.IntegrityError):
            await act
        assert await services.inbox.group(group.id) == group
        assert await services.inbox.drafts.open_drafts() == ()


async def test_no_group_is_restored_without_an_audit_entry(services, group, refuse_audit):
    await services.inbox.dismiss(group.id, ADMIN)
    await refuse_audit()
    with pytest.raises(sqlite3.IntegrityError):
        await services.inbox.restore(group.id, ADMIN)
    assert await services.inbox.group(group.id) is None
    await refuse_audit(full=False)
    assert await services.inbox.restore(group.id, ADMIN) == group
    dismissed, restored = reversed(await services.audit.latest(2))
    assert (restored.subject, restored.before) == (dismissed.subject, dismissed.before)


async def test_no_draft_is_published_without_an_audit_entry(services, draft, refuse_audit):
    await refuse_audit()
    with pytest.raises(sqlite3.IntegrityError):
        await services.inbox.drafts.publish(draft.id, draft.revision, ADMIN)
    assert await services.inbox.drafts.get(draft.id) == draft
    await refuse_audit(full=False)
    assert await services.inbox.drafts.publish(draft.id, draft.revision, ADMIN)


async def test_no_draft_is_discarded_without_an_audit_entry(services, draft, refuse_audit):
    await refuse_audit()
    with pytest.raises(sqlite3.IntegrityError):
        await services.inbox.drafts.discard(draft.id, ADMIN)
    assert await services.inbox.drafts.open_drafts() == (draft,)
