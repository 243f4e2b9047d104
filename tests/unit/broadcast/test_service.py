"""Drafts, confirmation and the states of a broadcast."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.broadcast.models import (
    BroadcastButton,
    BroadcastDraft,
    BroadcastKind,
    BroadcastState,
    DeliveryState,
    QuietHours,
    RecallOutcome,
    Selection,
)
from bot.broadcast.service import BroadcastService, PlannedBroadcasts
from bot.errors import NotFoundError

DRAFT = BroadcastDraft(
    from_chat_id=1000001,
    message_ids=(5, 6),
    topic="export",
    buttons=(
        BroadcastButton("Подробнее", "https://www.mos.ru/"),
        BroadcastButton("Гранты", "export/grant"),
    ),
    audience='{"kind": "all"}',
)
EVERYBODY = Selection("SELECT id FROM people")


async def test_a_draft_is_kept_as_it_was_composed_and_can_be_changed(broadcasts, clock):
    draft_id = await broadcasts.repository.create_draft(1000001, DRAFT)
    found = await broadcasts.repository.find(draft_id)
    assert (found.state, found.author_id, found.created_at) == (
        BroadcastState.DRAFT,
        1000001,
        clock.now,
    )
    assert (found.buttons, found.message_ids, found.topic) == (DRAFT.buttons, (5, 6), "export")

    assert await broadcasts.change(
        found, replace(DRAFT, kind=BroadcastKind.SERVICE, topic=None), 1000001
    )
    found = await broadcasts.repository.find(draft_id)
    assert (found.kind, found.topic) == (BroadcastKind.SERVICE, None)


async def test_a_started_broadcast_is_no_draft_any_more(broadcasts):
    draft_id = await broadcasts.repository.create_draft(1000001, DRAFT)
    assert await broadcasts.repository.start(draft_id, EVERYBODY)
    assert not await broadcasts.repository.start(draft_id, EVERYBODY)
    assert not await broadcasts.change(await broadcasts.repository.find(draft_id), DRAFT, 1000001)
    with pytest.raises(NotFoundError):
        await broadcasts.repository.find(404)


async def test_a_token_confirms_once(broadcasts):
    draft_id = await broadcasts.repository.create_draft(1000001, DRAFT)
    token = broadcasts.new_token(draft_id)
    assert not broadcasts.use_token(draft_id, "wrong")
    assert not broadcasts.use_token(draft_id + 1, token)
    assert broadcasts.use_token(draft_id, token)
    assert not broadcasts.use_token(draft_id, token)


async def test_a_token_dies_when_the_draft_changes_or_the_bot_restarts(broadcasts, database):
    draft_id = await broadcasts.repository.create_draft(1000001, DRAFT)
    token = broadcasts.new_token(draft_id)
    await broadcasts.change(await broadcasts.repository.find(draft_id), DRAFT, 1000001)
    assert not broadcasts.use_token(draft_id, token)

    token = broadcasts.new_token(draft_id)
    restarted = BroadcastService(database)
    assert not restarted.use_token(draft_id, token)


async def test_past_broadcasts_are_listed_newest_first_without_drafts(broadcasts):
    ids = [await broadcasts.repository.create_draft(1000001, DRAFT) for _ in range(4)]
    for draft_id in ids[:3]:
        await broadcasts.repository.start(draft_id, EVERYBODY)
    assert [each.id for each in await broadcasts.repository.latest(2)] == [ids[2], ids[1]]
    assert [each.id for each in await broadcasts.repository.latest(2, offset=2)] == [ids[0]]
    assert await broadcasts.repository.count() == 3


class Plan:
    """The job of the scheduler; keeps the broadcasts whose authors were asked."""

    def __init__(self, broadcasts) -> None:
        self.asked: list[int] = []
        self.broken = False
        self.job = PlannedBroadcasts(broadcasts, self._ask)

    async def _ask(self, broadcast) -> None:
        if self.broken:
            raise ConnectionError
        self.asked.append(broadcast.id)


async def test_a_planned_broadcast_starts_at_its_time(broadcasts, clock):
    plan, draft_id = Plan(broadcasts), await broadcasts.repository.create_draft(1000001, DRAFT)
    assert await broadcasts.schedule(draft_id, clock.now + timedelta(hours=1))
    await plan.job.start_due()
    assert (await broadcasts.repository.find(draft_id)).state is BroadcastState.SCHEDULED
    clock.now += timedelta(hours=1, seconds=20)
    await plan.job.start_due()
    await plan.job.start_due()
    assert (await broadcasts.repository.find(draft_id)).state is BroadcastState.RUNNING
    assert plan.asked == []


async def test_a_missed_run_asks_once_instead_of_firing(broadcasts, clock):
    plan, draft_id = Plan(broadcasts), await broadcasts.repository.create_draft(1000001, DRAFT)
    await broadcasts.schedule(draft_id, clock.now + timedelta(hours=1))
    clock.now += timedelta(hours=3)
    await plan.job.start_due()
    await plan.job.start_due()
    assert (await broadcasts.repository.find(draft_id)).state is BroadcastState.MISSED
    assert plan.asked == [draft_id]
    assert await broadcasts.repository.start(draft_id, EVERYBODY)  # the author said so


async def test_a_missed_run_asks_again_when_the_network_was_down(broadcasts, clock):
    plan, draft_id = Plan(broadcasts), await broadcasts.repository.create_draft(1000001, DRAFT)
    await broadcasts.schedule(draft_id, clock.now + timedelta(hours=1))
    clock.now += timedelta(hours=3)
    plan.broken = True
    with pytest.raises(ConnectionError):
        await plan.job.start_due()
    plan.broken = False
    await plan.job.start_due()
    await plan.job.start_due()
    assert plan.asked == [draft_id]
    assert (await broadcasts.repository.find(draft_id)).state is BroadcastState.MISSED


async def test_a_planned_broadcast_can_become_a_draft_again(broadcasts, clock):
    draft_id = await broadcasts.repository.create_draft(1000001, DRAFT)
    await broadcasts.schedule(draft_id, clock.now)
    assert await broadcasts.unschedule(draft_id)
    assert await broadcasts.change(await broadcasts.repository.find(draft_id), DRAFT, 1000001)


@pytest.mark.parametrize(
    ("start", "end", "now", "until"),
    [
        (22, 8, "21:59", None),
        (22, 8, "22:00", "24 08:00"),
        (22, 8, "03:30", "23 08:00"),
        (22, 8, "08:00", None),
        (1, 6, "02:00", "23 06:00"),
        (1, 6, "23:00", None),
        (0, 0, "00:00", None),
    ],
)
def test_quiet_hours_end_in_the_morning(clock, start, end, now, until):
    hours, minutes = now.split(":")
    moment = clock.now.replace(hour=int(hours), minute=int(minutes))
    found = QuietHours(time(start), time(end)).until(moment)
    assert (found and f"{found:%d %H:%M}") == until


async def test_results_tell_a_row_per_recipient_and_clicks_by_button(mailing):
    await mailing.people(3)
    mailing.telegram.block(2)
    broadcast_id = await mailing.sent()
    rows = [row async for page in mailing.broadcasts.results.pages(broadcast_id) for row in page]
    assert [(row.person_id, row.outcome) for row in rows] == [
        (1, DeliveryState.DELIVERED),
        (2, DeliveryState.BLOCKED),
        (3, DeliveryState.DELIVERED),
    ]
    assert "blocked" in rows[1].reason
    for button, person in ((0, 1), (0, 1), (1, 1), (0, 3)):
        await mailing.broadcasts.results.add_click(broadcast_id, button, person)
    await mailing.broadcasts.results.add_click(404, 0, 1)
    assert await mailing.broadcasts.results.clicks(broadcast_id) == {0: 2, 1: 1}


async def test_progress_tells_the_speed_and_what_is_left(mailing, clock):
    await mailing.people(30)
    broadcast_id = await mailing.started()
    before = await mailing.progress(broadcast_id)
    assert (before.total, before.speed, before.seconds_left) == (0, 0.0, None)
    await mailing.broadcasts.deliveries.prepare(broadcast_id)
    for _ in range(10):
        mailing.broadcasts.results.speed.add(broadcast_id)
        clock.now += timedelta(seconds=0.5)
    progress = await mailing.progress(broadcast_id)
    assert (progress.speed, progress.seconds_left) == (2.0, 15)
    assert (progress.settled, set(progress.recalled)) == (0, set(RecallOutcome))
    clock.now += timedelta(minutes=1)
    assert (await mailing.progress(broadcast_id)).speed == 0
