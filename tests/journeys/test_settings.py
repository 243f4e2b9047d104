from datetime import timedelta

from bot.knowledge import texts as knowledge_texts
from bot.people import texts as people_texts
from bot.people.buttons import OpenSettings, Pause, SetReminder, SwitchTopic
from bot.people.models import Deadline, Topic
from bot.ui import texts as ui_texts


async def test_every_switch_edits_the_one_message(person, world):
    await person.writes("/settings")
    for label in ("Экспорт", "Срок заявки", "Начало", "Со звуком", "Пауза 7 дней", "Студент"):
        await person.presses(label)
    assert len(world.calls("sendMessage")) == 1
    assert len(world.calls("editMessageText")) == 6


async def test_a_topic_is_refused_and_wanted_again_by_the_same_button(person, services):
    await person.writes("/settings")
    assert "по всем темам" in person.screen.text
    await person.presses("Экспорт")
    assert person.toast == "«Экспорт» больше не присылаю"
    assert "▫️ Экспорт" in person.screen.buttons
    assert "Присылаю: «Выставки», «Обучение», «Новости»" in person.screen.text
    assert (await services.people.preferences.get(person.id)).refused == {Topic.EXPORT}

    await person.presses("Экспорт")
    assert "✅ Экспорт" in person.screen.buttons
    assert (await services.people.preferences.get(person.id)).refused == frozenset()


async def test_without_any_topic_the_screen_says_that_no_broadcast_will_come(person):
    await person.writes("/settings")
    for topic in Topic:
        await person.opens(SwitchTopic(topic=topic, wanted=False).pack())
    assert "Рассылки вы отключили все" in person.screen.text
    assert (
        people_texts.REMINDERS_REFUSED.replace("<b>", "").replace("</b>", "") in person.screen.text
    )


async def test_an_old_switch_pressed_twice_changes_nothing_more(person, services):
    await person.writes("/settings")
    for _ in range(2):
        await person.opens(SwitchTopic(topic=Topic.NEWS, wanted=False).pack())
    assert (await services.people.preferences.get(person.id)).refused == {Topic.NEWS}


async def test_reminders_step_through_their_days_and_come_round(person, services):
    await person.writes("/settings")
    assert "напомню за 14 дней до конца приёма заявок и за 3 дня до начала" in person.screen.text
    seen = []
    for _ in range(5):
        await person.presses("Срок заявки")
        seen.append((await services.people.preferences.get(person.id)).days[Deadline.APPLY])
    assert seen == [30, 0, 3, 7, 14]

    await person.opens(SetReminder(deadline=Deadline.APPLY, days=0).pack())
    assert person.toast == "Не буду напоминать"
    assert "напомню за 3 дня до начала" in person.screen.text
    await person.opens(SetReminder(deadline=Deadline.START, days=0).pack())
    assert "О сохранённых событиях не напоминаю" in person.screen.text


async def test_quiet_mode_and_back(person, services):
    await person.writes("/settings")
    await person.presses(people_texts.QUIET_OFF)
    assert "приходят без звука" in person.screen.text
    assert (await services.people.preferences.get(person.id)).quiet
    await person.presses(people_texts.QUIET_ON)
    assert "приходят со звуком" in person.screen.text


async def test_a_pause_names_its_last_day_and_ends_early_or_by_itself(person, services, clock):
    await person.writes("/settings")
    await person.presses("Пауза 30 дней")
    assert "До 23.12.2026 сам ничего не пришлю" in person.screen.text
    await person.presses(people_texts.RESUME)
    assert "Пауза 7 дней" in " ".join(person.screen.buttons)

    await person.opens(Pause(days=7).pack())
    clock.now += timedelta(days=7)
    await person.opens(OpenSettings().pack())
    assert (await services.people.preferences.get(person.id)).paused_until is None
    assert people_texts.RESUME not in person.screen.buttons


async def test_the_role_is_shown_as_chosen_and_the_way_back_survives_switches(person):
    await person.writes("/start")
    await person.presses(knowledge_texts.JUST_MENU)
    await person.presses(knowledge_texts.SETTINGS)
    await person.presses("Студент или ищу обучение")
    assert "🔘 Студент или ищу обучение" in person.screen.buttons
    assert "⚪️ Предприниматель" in person.screen.buttons
    assert "Вы студент или ищете обучение" in person.screen.text
    await person.presses(ui_texts.HOME)
    assert knowledge_texts.HOME_HINT in person.screen.text


async def test_who_is_forgotten_gets_a_way_home_instead_of_settings(person, database):
    await person.writes("/start")
    async with database.transaction() as transaction:
        await transaction.execute("DELETE FROM people WHERE id = ?", person.id)
    await person.writes("/settings")
    assert person.screen.text == ui_texts.GONE
