import icalendar
import pytest

from bot.courses.buttons import OpenCatalogue
from bot.courses.models import Learner
from bot.events import texts as events_texts
from bot.events.buttons import OpenEvent, OpenEvents
from bot.events.models import ListFilter
from bot.knowledge.models import label_number
from bot.people.buttons import DeleteMe
from bot.reminders import texts as reminders_texts
from bot.reminders.buttons import FollowEvents, OpenAlerts, OpenMyEvents, SaveEvent
from bot.ui import texts as ui_texts
from tests.calendar_rows import put_event


@pytest.fixture
async def gitex(services):
    return await services.events.find_key("gitex-global-2026")


async def test_a_person_saves_an_exhibition_finds_it_and_removes_it(person, gitex):
    await person.writes("/start")
    await person.opens(OpenEvent(event_id=gitex.id).pack())
    await person.presses(reminders_texts.SAVE)
    assert person.toast == "Сохранено: «Мои события». Напомню 4 декабря 2026."
    assert reminders_texts.UNSAVE in person.screen.buttons

    await person.writes("/events")
    assert "Сохранено: 1 событие." in person.screen.text
    await person.presses("GITEX Global 2026")
    await person.presses(reminders_texts.UNSAVE)
    assert person.toast == reminders_texts.UNSAVED
    await person.presses(ui_texts.BACK)
    assert reminders_texts.EMPTY in person.screen.text


async def test_saving_twice_is_saving_once_and_says_no_day_when_none_comes(
    person, services, gitex, clock
):
    clock.now = clock.now.replace(month=12, day=7)
    await person.writes("/start")
    for _ in range(2):
        await person.opens(SaveEvent(event_id=gitex.id).pack())
        assert person.toast == reminders_texts.SAVED
    assert [event.id for event in await services.reminders.saved_events(person.id)] == [gitex.id]


async def test_no_reminder_is_promised_to_who_switched_messages_off(person, gitex):
    await person.writes("/start")
    await person.opens(DeleteMe().pack())
    await person.writes("/start")
    await person.opens(SaveEvent(event_id=gitex.id).pack())
    assert person.toast == reminders_texts.SAVED_SILENTLY


async def test_many_saved_events_come_in_pages_what_is_ahead_first(person, services):
    await services.people.remember(person.id)
    for event in (await services.events.live())[:20]:
        await services.reminders.save_event(person.id, event.id)
    await person.writes("/events")
    assert "Сохранено: 20 событий." in person.screen.text
    assert "1/3" in person.screen.buttons
    await person.opens(OpenMyEvents(page=99).pack())
    assert "3/3" in person.screen.buttons
    saved = await services.reminders.saved_events(person.id)
    assert [event.past for event in saved] == sorted(event.past for event in saved)


async def test_all_saved_events_come_as_one_file_that_another_library_reads(
    person, services, world, gitex
):
    expo = await services.events.find_key("expo-2027-belgrade")
    await person.writes("/start")
    for event in (gitex, expo):
        await person.opens(SaveEvent(event_id=event.id).pack())
    await person.writes("/events")
    await person.presses(reminders_texts.ALL_TO_CALENDAR)
    document = person.messages[-1]["document"]
    assert document["file_name"] == reminders_texts.FILE_NAME
    calendar = icalendar.Calendar.from_ical(world.telegram.files.get(document["file_id"]).data)
    names = {str(component["SUMMARY"]) for component in calendar.walk("VEVENT")}
    assert names == {gitex.name, expo.name}


async def test_a_file_without_dates_is_not_made(person, database):
    undated = await put_event(database, "undated", status="unconfirmed")
    await person.writes("/start")
    await person.opens(SaveEvent(event_id=undated).pack())
    await person.writes("/events")
    await person.presses(reminders_texts.ALL_TO_CALENDAR)
    assert person.alert
    assert person.toast == reminders_texts.NO_FILE


async def test_following_asks_of_what_shows_its_state_and_is_undone(person, database):
    await person.writes("/start")
    await person.opens(OpenEvents(country=label_number("Китай")).pack())
    listed = person.screen.text
    await person.presses(reminders_texts.FOLLOW_SHORT)
    assert person.screen.buttons[:2] == ["Китай", "Все выставки"]
    await person.presses("Китай")
    assert person.toast == reminders_texts.following("Китай")
    assert person.screen.buttons[:2] == ["✓ Китай", "Все выставки"]
    await person.presses("Все выставки")
    assert person.screen.buttons[:2] == ["✓ Китай", "✓ Все выставки"]
    assert len(await database.rows("SELECT id FROM alerts")) == 2
    await person.presses("✓ Китай")
    assert person.toast == reminders_texts.UNFOLLOWED
    assert person.screen.buttons[:2] == ["Китай", "✓ Все выставки"]
    (kept,) = await database.rows("SELECT wanted FROM alerts")
    assert kept["wanted"] == "{}"
    await person.presses(ui_texts.BACK)
    assert person.screen.text == listed


async def test_following_all_of_a_whole_list_is_one_button_and_leads_to_the_filters(person):
    await person.writes("/start")
    await person.opens(OpenEvents().pack())
    await person.presses(reminders_texts.FOLLOW_SHORT)
    assert person.screen.buttons[:2] == ["Все выставки", reminders_texts.CHOOSE_FILTER]
    await person.presses(reminders_texts.CHOOSE_FILTER)
    await person.presses("Страна")
    await person.presses("Китай (")
    await person.presses(reminders_texts.FOLLOW_SHORT)
    assert person.screen.buttons[:2] == ["Китай", "Все выставки"]


async def test_an_alert_is_seen_in_its_list_and_removed_there(person):
    await person.writes("/start")
    for _ in range(2):  # the second press changes nothing
        await person.opens(FollowEvents(country=label_number("Китай")).pack())
    await person.presses(reminders_texts.ALL_ALERTS)
    assert person.screen.buttons.count("✖️ 🎪 Китай") == 1
    await person.presses("✖️ 🎪 Китай")
    assert person.toast == reminders_texts.ALERT_REMOVED
    assert reminders_texts.ALERTS_EMPTY in person.screen.text
    await person.presses(ui_texts.BACK)
    assert "Китай" in person.screen.buttons


async def test_the_archive_offers_no_alert_and_no_filter_means_everything(person):
    await person.writes("/start")
    await person.opens(OpenEvents(show=ListFilter.ARCHIVE).pack())
    assert reminders_texts.FOLLOW_SHORT not in person.screen.buttons
    await person.opens(FollowEvents().pack())
    assert reminders_texts.EVERYTHING in person.toast


async def test_what_is_over_offers_neither_saving_nor_a_form(person, services):
    over = next(event for event in await services.events.live() if event.past)
    await person.writes("/start")
    await person.opens(OpenEvent(event_id=over.id).pack())
    assert reminders_texts.SAVE not in person.screen.buttons
    assert events_texts.TO_CALENDAR not in person.screen.buttons


async def test_an_alert_on_training_is_set_in_the_catalogue(person):
    await person.writes("/start")
    await person.opens(OpenCatalogue(learner=Learner.COLLEGE).pack())
    await person.presses(reminders_texts.FOLLOW)
    assert "Студент колледжа" in person.toast
    await person.opens(OpenCatalogue().pack())
    await person.presses(reminders_texts.FOLLOW)
    assert reminders_texts.ALL_COURSES in person.toast
    await person.opens(OpenAlerts().pack())
    assert "✖️ 🎓 Студент колледжа" in person.screen.buttons


async def test_more_alerts_than_a_message_has_buttons_can_be_removed(person):
    await person.writes("/start")
    for country in range(1, 121):
        await person.opens(FollowEvents(country=country).pack())
    await person.opens(OpenAlerts().pack())
    shown = len(person.screen.buttons)
    await person.presses(person.screen.buttons[0])
    assert person.toast == reminders_texts.ALERT_REMOVED
    assert len(person.screen.buttons) == shown
