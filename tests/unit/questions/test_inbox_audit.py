"""An admin's action and its audit entry are stored in one transaction."""

import sqlite3

import pytest

from bot.editing.models import Outcome
from tests.drafts import write_draft

ADMIN = 1000001


@pytest.fixture
async def draft(services):
    return await write_draft(services, ADMIN, "Груз", "где мой груз")


async def test_no_group_is_handled_without_an_audit_entry(services, group, refuse_audit):
    answer_id = (await services.knowledge.find_key("export/money/grant")).id
    await refuse_audit()
    for act in (
        services.editing.inbox.bind(group.id, answer_id, ADMIN),
        services.editing.inbox.start_draft(group.id, ADMIN),
        services.editing.inbox.dismiss(group.id, ADMIN),
    ):
        with pytest.raises(sqlite3.IntegrityError):
            await act
        assert await services.editing.inbox.group(group.id) == group
        assert await services.editing.drafts.unpublished() == ()


async def test_no_group_is_restored_without_an_audit_entry(services, group, refuse_audit):
    await services.editing.inbox.dismiss(group.id, ADMIN)
    await refuse_audit()
    with pytest.raises(sqlite3.IntegrityError):
        await services.editing.inbox.restore(group.id, ADMIN)
    assert await services.editing.inbox.group(group.id) is None
    await refuse_audit(full=False)
    assert await services.editing.inbox.restore(group.id, ADMIN) == group
    dismissed, restored = reversed(await services.audit.latest(2))
    assert (restored.subject, restored.before) == (dismissed.subject, dismissed.before)


async def test_no_draft_is_published_without_an_audit_entry(services, draft, refuse_audit):
    await refuse_audit()
    with pytest.raises(sqlite3.IntegrityError):
        await services.editing.publish(draft.id, draft.revision, ADMIN)
    assert await services.editing.drafts.get(draft.id) == draft
    await refuse_audit(full=False)
    assert await services.editing.publish(draft.id, draft.revision, ADMIN) is Outcome.DONE


async def test_no_draft_is_discarded_without_an_audit_entry(services, draft, refuse_audit):
    await refuse_audit()
    with pytest.raises(sqlite3.IntegrityError):
        await services.editing.drafts.discard(draft.id, ADMIN)
    assert await services.editing.drafts.unpublished() == (draft,)
