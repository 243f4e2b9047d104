import csv
import io

import pytest

from bot.events import texts as events_texts
from bot.events.buttons import OpenEvent, OpenMyVotes, OpenVotes, VoteForEvent
from bot.ui import texts as ui_texts
from tests.calendar_rows import put_event

WANT = "🗳 Хочу такую в 2027 году"


@pytest.fixture
async def gulfood(services):
    return await services.events.find_key("gulfood-2026")


@pytest.fixture
async def voter(person, gulfood):
    await person.writes("/start")
    await person.opens(OpenEvent(event_id=gulfood.id).pack())
    await person.presses(WANT)
    return person


async def test_a_person_votes_sees_their_votes_and_changes_their_mind(voter, gulfood, services):
    assert voter.toast == "Голос учтён. Передумать можно до 31 декабря 2026"
    await voter.opens(OpenMyVotes().pack())
    assert "Голосовать и менять решение можно до 31 декабря 2026 включительно." in voter.screen.text
    await voter.presses(gulfood.name)
    await voter.presses(events_texts.TAKE_BACK)
    assert voter.toast == events_texts.TAKEN_BACK
    assert WANT in voter.screen.buttons
    await voter.presses(ui_texts.BACK)
    assert events_texts.EMPTY in voter.screen.text
    assert await services.events.votes.totals() == ()


async def test_voting_twice_counts_once(voter, gulfood, services):
    await voter.opens(VoteForEvent(event_id=gulfood.id).pack())
    assert [total.votes for total in await services.events.votes.totals()] == [1]


async def test_the_vote_closes_after_its_last_day_at_midnight(voter, gulfood, services, clock):
    kept = voter.screen
    clock.now = clock.now.replace(month=12, day=31, hour=23, minute=59)
    await voter.presses(events_texts.TAKE_BACK)
    await voter.presses(WANT)
    assert len(await services.events.votes.of_person(voter.id)) == 1
    clock.now = clock.now.replace(year=2027, month=1, day=1, hour=0, minute=0)
    await voter.presses(events_texts.TAKE_BACK, kept)
    assert voter.alert
    assert voter.toast == "Голосование закончилось 31 декабря 2026, голоса уже не меняются."
    assert events_texts.TAKE_BACK not in voter.screen.buttons
    await voter.opens(OpenMyVotes().pack())
    assert "Голосование закончилось" in voter.screen.text
    assert len(await services.events.votes.of_person(voter.id)) == 1


async def test_admins_see_totals_and_take_them_as_a_table(
    voter, someone, admin, services, world, gulfood, database
):
    trick = await put_event(database, "trick", name="=1+1")
    for who in (someone(1000020), someone(1000021)):
        await who.writes("/start")
        await who.opens(VoteForEvent(event_id=gulfood.id).pack())
    await voter.opens(VoteForEvent(event_id=trick).pack())
    await admin.writes("/votes")
    assert f"1. {gulfood.name} — 3 голоса" in admin.screen.text
    assert "2. =1+1 — 1 голос" in admin.screen.text
    await admin.presses(events_texts.EXPORT)
    document = admin.messages[-1]["document"]
    assert document["file_name"] == "votes-2027.csv"
    text = world.telegram.files.get(document["file_id"]).data.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert tuple(header) == events_texts.HEADER
    assert [row[1:] for row in rows] == [[gulfood.name, "ОАЭ", "3"], ["'=1+1", "Китай", "1"]]
    stored = await database.rows("SELECT 1 FROM votes")
    assert sum(int(row[3]) for row in rows) == len(stored)
    assert (await services.audit.latest(1))[0].action == "export votes"


async def test_without_an_audit_entry_no_votes_are_exported(voter, admin, services, refuse_audit):
    await admin.writes("/votes")
    await refuse_audit()
    await admin.presses(events_texts.EXPORT)
    assert not any("document" in message for message in admin.messages)
    assert await services.audit.latest(10) == ()


async def test_totals_come_in_pages_and_may_be_empty(admin, services, database, person):
    await admin.writes("/votes")
    assert events_texts.NOBODY in admin.screen.text
    await person.writes("/start")
    for event in (await services.events.live())[:25]:
        await services.events.votes.set_vote(person.id, event.id, wanted=True)
    await admin.opens(OpenVotes(page=9).pack())
    assert "2/2" in admin.screen.buttons
    await person.opens(OpenMyVotes(page=9).pack())
    assert "4/4" in person.screen.buttons


@pytest.mark.parametrize("data", ["xv::0", "xvc:"])
async def test_a_stranger_sees_no_totals(data, voter):
    await voter.opens(data)
    assert voter.toast == ui_texts.TEAM_ONLY
    assert events_texts.EXPORT not in voter.screen.buttons
