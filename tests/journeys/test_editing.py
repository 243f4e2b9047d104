"""An editor corrects what people see: fields, a note, the difference, the history, the way back."""

from html import escape
from shutil import copytree

import pytest
from aiogram.types import MessageEntity
from aiogram.utils.text_decorations import html_decoration

from bot.editing import texts as editing_texts
from bot.editing.models import DraftKind, Outcome
from bot.events.buttons import OpenEvent
from bot.history import texts as history_texts
from bot.history.buttons import OpenHistory, OpenSubject, Withdraw
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.buttons import OpenAnswer
from bot.knowledge.importer import import_content
from bot.knowledge.models import ContentKind
from bot.questions import texts as questions_texts
from bot.reminders import texts as reminders_texts
from bot.reviews import texts as reviews_texts
from bot.settings import KNOWLEDGE
from bot.ui import texts as ui_texts
from tests.drafts import version_of
from tests.fixtures import OTHER_ADMIN

KEY = "export/money/grant"


@pytest.fixture
async def grant(services):
    return (await services.knowledge.find_key(KEY)).id


@pytest.fixture
async def editor(admin, grant):
    """An editor in front of the card of an answer."""
    await admin.writes("/start")
    await admin.opens(OpenAnswer(answer_id=grant).pack())
    return admin


async def formats(editor, html):
    """Write a text with native formatting."""
    editor.world.telegram.write_html(editor.id, html)
    await editor.world.settle()


async def sends_back(editor, message):
    """Copy a message of the bot, as apps do, and send it."""
    entities = [MessageEntity(**each) for each in message.get("entities", [])]
    await formats(editor, html_decoration.unparse(message["text"], entities))


async def corrects(editor, field, text, note="опечатка"):
    await editor.presses(history_texts.EDIT)
    await editor.presses(field)
    await editor.writes(text)
    await editor.presses(editing_texts.SAVE)
    await editor.writes(note)


async def test_a_card_offers_editing_to_editors_alone(person, editor, grant):
    assert history_texts.EDIT in editor.screen.buttons
    await person.writes("/start")
    await person.opens(OpenAnswer(answer_id=grant).pack())
    assert history_texts.EDIT not in person.screen.buttons
    await person.opens(OpenSubject(kind=ContentKind.ANSWER, subject_id=grant).pack())
    assert person.toast == ui_texts.TEAM_ONLY


async def test_a_title_is_corrected_with_a_note_and_people_see_it(person, editor, services, grant):
    await editor.presses(history_texts.EDIT)
    assert "✏️ Грант на экспорт: сколько дают и кому" in editor.screen.text
    await editor.presses("Заголовок")
    assert "Грант на экспорт: сколько дают и кому\nГрант на экспорт" in editor.screen.text
    await editor.writes("Экспортный грант: сколько дают и кому\nЭкспортный грант")
    assert "Изменено: заголовок, название для кнопки." in editor.screen.text
    assert "Экспортный грант: сколько дают" in editor.screen.text
    await editor.presses(editing_texts.SAVE)
    assert "Грант на экспорт" in editor.screen.text
    assert editing_texts.WHY in editor.screen.text
    await editor.writes("так говорят чаще")
    assert "✅ Сохранено" in editor.screen.text

    await person.writes("/start")
    await person.opens(OpenAnswer(answer_id=grant).pack())
    assert "Экспортный грант: сколько дают и кому" in person.screen.text
    (entry,) = await services.audit.latest(1)
    assert (entry.action, entry.subject) == ("edit answer", f"answer {grant}")
    assert "Экспортный грант" in entry.after


async def test_the_text_keeps_its_native_bold_italic_links_and_lists_both_ways(
    editor, services, database, grant
):
    before = await version_of(database, grant)
    await editor.presses(history_texts.EDIT)
    await editor.presses("Текст")
    await sends_back(editor, editor.screen.message)
    assert editing_texts.UNCHANGED in editor.screen.text
    assert (await services.editing.drafts.get(1)).changed == ()

    await editor.presses("Текст")
    link = '<a href="https://www.mos.ru/">портал</a>'
    await formats(editor, f"<b>Важно:</b> см. {link}.\n• раз\n• два")
    await editor.presses(editing_texts.SAVE)
    await editor.presses(editing_texts.SAVE_SILENTLY)
    after = await services.knowledge.answer(grant, 0)
    assert after.html == (
        '<b>Важно:</b> см. <a href="https://www.mos.ru/">портал</a>.\n\n• раз\n• два'
    )
    assert await version_of(database, grant) != before


async def test_the_history_has_every_revision_and_goes_back_to_one(editor, services, grant, clock):
    await corrects(editor, "Чего не знаем", "цены: скажут весной", "спросили в комитете")
    await editor.presses(editing_texts.OPEN_CARD[ContentKind.ANSWER])
    await editor.presses(history_texts.HISTORY)
    first, second = editor.screen.text.split("•")[1:]
    assert "спросили в комитете" in first
    assert "изменено: чего не знаем" in first
    assert "из файла" in second
    await editor.presses("чего не знаем")
    assert "+ цены: скажут весной" in editor.screen.text

    await editor.opens(OpenHistory(kind=ContentKind.ANSWER, subject_id=grant).pack())
    await editor.presses("первая")
    await editor.presses(history_texts.RESTORE)
    assert editor.toast == history_texts.RESTORE_TOASTS[Outcome.DONE]
    assert "возврат к версии от" in editor.screen.text.split("•")[1]
    assert not (await services.knowledge.answer(grant, 0)).details.unknown
    assert len((await services.editing.history.page(_answer(grant))).changes) == 3


def _answer(answer_id):
    return OpenSubject(kind=ContentKind.ANSWER, subject_id=answer_id).subject


async def test_a_correction_set_back_outlives_every_import_of_the_files(
    editor, services, database, grant
):
    await corrects(editor, "Сроки", "Перепроверить до: 01.05.2027")
    await editor.opens(OpenHistory(kind=ContentKind.ANSWER, subject_id=grant).pack())
    await editor.presses("первая")
    await editor.presses(history_texts.RESTORE)
    before = await services.editing.history.now(_answer(grant))
    await database.write("UPDATE content SET fingerprint = ''")
    assert (await import_content(database, KNOWLEDGE)).changed == 0
    assert await services.editing.history.now(_answer(grant)) == before


async def test_the_english_text_is_corrected_seen_before_and_set_back(
    editor, world, services, grant
):
    world.telegram.add_person(7, "Ann", language_code="en")
    buyer = world.person(7)
    await buyer.writes("/start")
    await editor.presses(history_texts.EDIT)
    await editor.presses("По-английски")
    shown = f"Title: {editor.screen.text.rpartition('Title: ')[2]}"  # behind the example
    await editor.writes(shown)
    assert editing_texts.UNCHANGED in editor.screen.text

    await editor.presses("По-английски")
    await editor.writes("Button: Grant")
    assert editor.screen.text.startswith("⚠️ Не разобрал «Button: Grant»: нужны строки «Title:»")
    corrected = shown.replace(shown.splitlines()[0], "Title: Money for exporters")
    await formats(editor, f"{escape(corrected)} <b>So</b>.\nQuestions: there are none.")
    await editor.presses(editing_texts.PREVIEW)
    await editor.presses(ui_texts.NEXT)
    assert "Money for exporters" in editor.screen.text
    await editor.presses("К черновику")
    await editor.presses(editing_texts.SAVE)
    assert "По-английски" in editor.screen.text
    assert "Money for exporters" in editor.screen.text
    await editor.presses(editing_texts.SAVE_SILENTLY)

    await buyer.opens(OpenAnswer(answer_id=grant).pack())
    assert buyer.screen.text.startswith("Money for exporters")
    assert "changed since this translation" not in buyer.screen.text
    english = (await services.knowledge.answer(grant, 0)).details.english
    assert english.body.endswith("**So**.\n\nQuestions: there are none.")
    assert "there are none." not in english.questions
    await editor.opens(OpenHistory(kind=ContentKind.ANSWER, subject_id=grant).pack())
    assert "по-английски" in editor.screen.text.lower()


@pytest.mark.parametrize("nothing", ["-", "—", "нет"])
async def test_the_english_text_is_left_out_in_one_sign(editor, services, grant, nothing):
    await editor.presses(history_texts.EDIT)
    await editor.presses("По-английски")
    await editor.writes(nothing)
    await editor.presses(editing_texts.SAVE)
    await editor.presses(editing_texts.SAVE_SILENTLY)
    assert (await services.knowledge.answer(grant, 0)).details.english is None


async def test_a_translation_is_older_when_the_russian_text_is_corrected_after_it(
    editor, world, grant
):
    world.telegram.add_person(7, "Ann", language_code="en")
    buyer = world.person(7)
    await buyer.writes("/start")
    await corrects(editor, "Текст", "Грант дают экспортёрам Москвы.")
    await buyer.opens(OpenAnswer(answer_id=grant).pack())
    assert "changed since this translation" in buyer.screen.text


async def test_a_field_may_be_left_as_it_was_or_emptied(editor, services, grant):
    await editor.presses(history_texts.EDIT)
    await editor.presses("Слова для поиска")
    await editor.presses(editing_texts.CLEAR)
    assert "Изменено: слова для поиска." in editor.screen.text
    await editor.presses("Слова для поиска")
    await editor.presses(editing_texts.RESET)
    assert editing_texts.UNCHANGED in editor.screen.text
    assert editing_texts.SAVE not in editor.screen.buttons


async def test_related_answers_are_found_by_words_and_left_out_by_a_press(editor, services, grant):
    before = (await services.knowledge.answer(grant, 0)).related
    await editor.presses(history_texts.EDIT)
    await editor.presses("Связанные")
    await editor.presses(f"✖️ {before[0].label}")
    await editor.writes("когда открылось Руднево")
    added = next(label for label in editor.screen.buttons if label.startswith("➕"))
    await editor.presses(added)
    await editor.presses(editing_texts.TO_DRAFT)
    await editor.presses(editing_texts.SAVE)
    await editor.presses(editing_texts.SAVE_SILENTLY)
    after = [link.label for link in (await services.knowledge.answer(grant, 0)).related]
    assert added.removeprefix("➕ ") in after
    assert before[0].label not in after


async def test_what_the_rules_forbid_is_told_with_its_place_and_not_saved(editor):
    await editor.presses(history_texts.EDIT)
    await editor.presses("Текст")
    await editor.writes("Начало\n\n# Заголовок **тут")
    assert "⚠️ Текст: строка 3:" in editor.screen.text
    assert editing_texts.SAVE not in editor.screen.buttons


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("Кнопки", "Сайт — https://mos.ru\nсайт", "«сайт»: нужны название и адрес"),
        ("Сроки", "потом", "«потом»: в начале строки нужно её название и двоеточие"),
        ("Сроки", "Действует до: скоро", "«Действует до: скоро»: нужен день"),
        ("Место", "где-то там", "«где-то там»: в начале строки нужно её название и двоеточие"),
        ("Место", "Координаты: центр", "«Координаты: центр»: нужны два числа"),
        ("Источник", "ТАСС\nосень\n2025", "«ТАСС осень 2025»: нужно название"),
    ],
)
async def test_what_cannot_be_understood_is_named_and_asked_again(editor, field, text, said):
    await editor.presses(history_texts.EDIT)
    await editor.presses(field)
    asked = editor.screen.text
    await editor.writes(text)
    assert editor.screen.text.startswith(f"⚠️ Не разобрал {said}")
    assert editor.screen.text.endswith(asked)


async def test_a_form_names_the_field_and_the_line_that_cannot_be_understood(admin):
    await begins(admin, DraftKind.DATE)
    await admin.presses(editing_texts.TO_DRAFT)
    await admin.presses("Одним сообщением")
    asked = admin.screen.text
    for wrong, said in (
        ("Тема: Олимпиады\nДаты: зимой", "«Даты: зимой»: нужны даты"),
        (
            "Олимпиада\nТема: Олимпиады",
            "«Олимпиада»: в начале строки нужно её название и двоеточие",
        ),
        ("Олимпиада", "«Олимпиада»: в начале строки нужно её название и двоеточие"),
    ):
        await admin.writes(wrong)
        assert admin.screen.text.startswith(f"⚠️ Не разобрал {said}")
        assert admin.screen.text.endswith(asked)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("Даты", "в декабре", "«в декабре»: нужны даты, например 7–11 декабря 2026"),
        ("Обычный месяц", "лето", "«лето»: нужен номер месяца, от 1 до 12"),
        ("Ссылка", "ТАСС\nРИА", "«ТАСС РИА»: нужен адрес"),
    ],
)
async def test_what_cannot_be_understood_of_an_exhibition_is_named_too(
    admin, services, field, text, said
):
    gitex = await services.events.find_key("gitex-global-2026")
    await admin.writes("/start")
    await admin.opens(OpenSubject(kind=ContentKind.EVENT, subject_id=gitex.id).pack())
    await admin.presses(field)
    await admin.writes(text)
    assert admin.screen.text.startswith(f"⚠️ Не разобрал {said}")


async def test_lines_that_were_not_sent_stay_and_an_empty_one_removes(editor, services, grant):
    await editor.presses(history_texts.EDIT)
    await editor.presses("Сроки")
    await editor.writes("Действует до: 31.12.2026\nПерепроверить до: 15.12.2026")
    await editor.presses("Сроки")
    await editor.writes("Действует до: 31.01.2027")
    await editor.presses("Место")
    await editor.writes("Адрес: ул. Ленина, 1\nТелефон: +7 495 000-00-00")
    await editor.presses("Место")
    await editor.writes("Телефон: +7 495 111-11-11\nНазвание: Центр")
    fields = (await services.editing.drafts.get(1)).fields
    assert (fields["valid_until"], fields["review_by"]) == ("2027-01-31", "2026-12-15")
    assert fields["place"] == {
        "name": "Центр",
        "address": "ул. Ленина, 1",
        "phone": "+7 495 111-11-11",
    }
    await editor.presses("Сроки")
    await editor.writes("Действует до:")
    await editor.presses("Место")
    await editor.writes("Телефон:\nНазвание:")
    fields = (await services.editing.drafts.get(1)).fields
    assert (fields.get("valid_until"), fields["review_by"]) == (None, "2026-12-15")
    assert fields["place"] == {"address": "ул. Ленина, 1"}


async def test_the_other_fields_are_read_as_they_are_shown(editor, services, grant):
    await editor.presses(history_texts.EDIT)
    typed = {
        "Кнопки": "Подать заявку — https://i.moscow/x\nСайт https://www.mos.ru/",
        "Место": "Название: Центр\nАдрес: ул. Ленина, 1\nТелефон: +7 495 000-00-00\n"
        "Координаты: 55.75, 37.61",
        "Сроки": "Действует с: 01.12.2026\nДействует до: 31.12.2026\nПерепроверить до: 15.12.2026",
        "Источник": "ТАСС\nhttps://tass.ru/1\n05.12.2025\n\nРИАМО\nосень 2025",
        "Чего не знаем": "цены: скажут весной\nадрес",
    }
    await editor.presses("Кнопки")
    for field, text in typed.items():
        await editor.writes(text)
        await editor.presses(dict(zip(typed, [*list(typed)[1:], "Кнопки"], strict=True))[field])
    fields = (await services.editing.drafts.get(1)).fields
    assert [each["label"] for each in fields["buttons"]] == ["Подать заявку", "Сайт"]
    assert fields["place"]["longitude"] == 37.61
    assert (fields["valid_until"], fields["review_by"]) == ("2026-12-31", "2026-12-15")
    assert fields["sources"][1] == {"title": "РИАМО", "date": "осень 2025"}
    assert fields["unknown"] == [{"цены": "скажут весной"}, "адрес"]
    assert "Подать заявку — https://i.moscow/x\nСайт — https://www.mos.ru/" in editor.screen.text
    await editor.presses(editing_texts.TO_DRAFT)
    await editor.presses(editing_texts.PREVIEW)
    assert "Подать заявку" in editor.screen.buttons
    assert "⏳ Начнёт действовать 01.12.2026" in editor.screen.text


async def test_checked_today_sets_the_next_review(person, editor, services, grant, clock):
    await editor.presses(history_texts.EDIT)
    await editor.presses(reviews_texts.CHECK)
    assert editor.toast == "Отметил: проверено сегодня, снова — до 22.02.2027"
    assert "Проверено 23.11.2026; перепроверить до 22.02.2027." in editor.screen.text
    assert "Проверено 23.11.2026" in knowledge_texts.footer(
        (await services.knowledge.answer(grant, 0)).details, clock().date()
    )


async def test_two_editors_at_once_lose_nothing(editor, world, services, grant):
    other = world.person(OTHER_ADMIN, "Анна")
    await other.writes("/start")
    await other.opens(OpenAnswer(answer_id=grant).pack())
    for who, field, text in (
        (editor, "Заголовок", "Экспортный грант"),
        (other, "Слова для поиска", "деньги на экспорт"),
    ):
        await who.presses(history_texts.EDIT)
        await who.presses(field)
        await who.writes(text)
    for who in (editor, other):
        await who.presses(editing_texts.SAVE)
        await who.presses(editing_texts.SAVE_SILENTLY)
        assert who.toast == editing_texts.SAVED
    fields = await services.editing.history.now(_answer(grant))
    assert (fields["title"], fields["keywords"]) == ("Экспортный грант", ["деньги на экспорт"])


async def test_of_two_editors_of_one_field_the_second_decides_knowing_the_first(
    editor, world, services, grant
):
    other = world.person(OTHER_ADMIN, "Анна")
    await other.writes("/start")
    await other.opens(OpenAnswer(answer_id=grant).pack())
    for who, text in ((editor, "Экспортный грант"), (other, "Грант экспортёру")):
        await who.presses(history_texts.EDIT)
        await who.presses("Заголовок")
        await who.writes(text)
        await who.presses(editing_texts.SAVE)
    await editor.presses(editing_texts.SAVE_SILENTLY)
    await other.presses(editing_texts.SAVE_SILENTLY)
    assert (other.toast, other.alert) == (editing_texts.CLASHED, True)
    assert "Экспортный грант → Грант экспортёру" in other.screen.text
    title = (await services.editing.history.now(_answer(grant)))["title"]
    assert title == "Экспортный грант"
    await other.presses(editing_texts.SAVE_MINE)
    title = (await services.editing.history.now(_answer(grant)))["title"]
    assert title == "Грант экспортёру"
    changes = (await services.editing.history.page(_answer(grant))).changes
    assert [each.author for each in changes] == ["Анна", "Ольга", ""]


async def test_a_change_may_be_given_up(editor, services, grant):
    await editor.presses(history_texts.EDIT)
    await editor.presses("Заголовок")
    await editor.writes("Экспортный грант")
    await editor.presses(editing_texts.DISCARD_CHANGE)
    assert "карточка останется как была" in editor.screen.text
    await editor.presses(editing_texts.DISCARD_CHANGE_SURELY)
    assert await services.editing.drafts.unpublished() == ()
    assert (await services.editing.history.now(_answer(grant)))["title"].startswith("Грант")


async def test_an_exhibition_is_corrected_and_set_back_with_its_marks(admin, services):
    gitex = await services.events.find_key("gitex-global-2026")
    await admin.writes("/start")
    await admin.opens(OpenEvent(event_id=gitex.id).pack())
    await admin.presses(history_texts.EDIT)
    await admin.presses("Даты")
    await admin.writes("14–18 декабря 2026")
    assert "14–18 декабря 2026" in admin.screen.text
    await admin.presses(editing_texts.SAVE)
    assert "07.12.2026 → 14.12.2026" in admin.screen.text
    await admin.presses(editing_texts.SAVE_SILENTLY)
    await admin.presses(editing_texts.OPEN_CARD[ContentKind.EVENT])
    assert "✏️ Даты изменены редакцией 23 ноября 2026" in admin.screen.text
    await admin.presses(history_texts.HISTORY)
    await admin.presses("первая")
    await admin.presses(history_texts.RESTORE)
    assert (await services.events.event(gitex.id)).dates == gitex.dates
    assert (await services.events.event(gitex.id)).dates_edited is None


IN_FILE = "Грант экспортёру: сколько дают"


async def sees_conflict(editor, database, tmp_path):
    """A file changes the title that the editor has changed before; the import has told it."""
    folder = copytree(KNOWLEDGE, tmp_path / "knowledge")
    path = folder / f"{KEY}.md"
    path.write_text(
        path.read_text().replace(
            "Грант на экспорт: сколько дают и", "Грант экспортёру: сколько дают и"
        )
    )
    assert len((await import_content(database, folder)).conflicts) == 1
    await editor.writes("/menu")
    await editor.presses(questions_texts.EDITORS)
    await editor.presses("⚖️ Расхождения с файлами: 1")
    await editor.presses("Заголовок · Экспортный грант")
    assert "Экспортный грант" in editor.screen.text
    assert "Грант экспортёру" in editor.screen.text
    assert editor.screen.cut == []


@pytest.mark.parametrize(
    ("choice", "title"),
    [
        (history_texts.KEEP_MINE, "Экспортный грант"),
        (history_texts.TAKE_THEIRS, f"{IN_FILE} и кому"),
    ],
)
async def test_what_files_and_editors_both_changed_waits_for_a_choice(
    editor, services, database, grant, tmp_path, choice, title
):
    await corrects(editor, "Заголовок", "Экспортный грант")
    await sees_conflict(editor, database, tmp_path)
    await editor.presses(choice)
    assert editor.toast == history_texts.SETTLE_TOASTS[Outcome.DONE]
    assert history_texts.NO_CONFLICTS in editor.screen.text
    assert (await services.knowledge.answer(grant, 0)).title == title
    await import_content(database, tmp_path / "knowledge")
    assert (await services.knowledge.answer(grant, 0)).title == title


async def test_a_withdrawn_answer_leads_old_buttons_to_another(person, editor, services, grant):
    await person.writes("/start")
    old = OpenAnswer(answer_id=grant).pack()
    await editor.presses(history_texts.EDIT)
    await editor.presses(history_texts.WITHDRAW)
    await editor.writes("что такое МЭЦ")
    target = next(label for label in editor.screen.buttons if label.startswith("→"))
    await editor.presses(target)
    assert editor.toast == history_texts.WITHDRAWAL_TOASTS[Outcome.DONE]
    assert history_texts.WITHDRAWN_NOW in editor.screen.text
    await person.opens(old)
    assert person.screen.text.splitlines()[0] != "Грант на экспорт: сколько дают и кому"
    assert history_texts.EDIT not in person.screen.buttons

    await editor.presses(history_texts.HISTORY)
    await editor.presses("первая")
    await editor.presses(history_texts.RESTORE)
    await person.opens(old)
    assert "Грант на экспорт: сколько дают и кому" in person.screen.text


async def test_what_was_withdrawn_is_put_back_with_what_was_corrected_since(
    person, editor, services, grant
):
    await person.writes("/start")
    await editor.presses(history_texts.EDIT)
    await editor.presses(history_texts.WITHDRAW)
    await editor.presses(history_texts.WITHDRAW_NOWHERE[ContentKind.ANSWER])
    page = editor.screen
    assert history_texts.CHOOSE_FIELD_OF_WITHDRAWN in page.text
    assert not {history_texts.WITHDRAW, reviews_texts.CHECK} & set(page.buttons)
    await editor.presses("Заголовок")
    await editor.writes("Экспортный грант")
    await editor.presses(editing_texts.SAVE)
    await editor.presses(editing_texts.SAVE_SILENTLY)
    assert editor.toast == editing_texts.SAVED_UNSEEN
    assert editing_texts.STILL_WITHDRAWN in editor.screen.text
    await person.opens(OpenAnswer(answer_id=grant).pack())
    assert person.screen.text == ui_texts.GONE

    await editor.opens(OpenSubject(kind=ContentKind.ANSWER, subject_id=grant).pack())
    page = editor.screen
    await editor.presses(history_texts.PUT_BACK)
    assert editor.toast == history_texts.PUT_BACK_TOASTS[Outcome.DONE]
    assert history_texts.WITHDRAW in editor.screen.buttons
    await person.opens(OpenAnswer(answer_id=grant).pack())
    assert person.screen.text.startswith("Экспортный грант")
    await editor.presses(history_texts.PUT_BACK, page)
    assert editor.toast == history_texts.PUT_BACK_TOASTS[Outcome.CHANGED]


async def test_an_answer_whose_question_another_has_got_meanwhile_is_not_put_back(
    person, editor, services, grant
):
    await person.writes("/start")
    await editor.presses(history_texts.EDIT)
    await editor.presses(history_texts.WITHDRAW)
    await editor.presses(history_texts.WITHDRAW_NOWHERE[ContentKind.ANSWER])
    page = editor.screen
    other = await services.knowledge.find_key("export/mosprom/what-is")
    asked = (await services.editing.history.now(_answer(grant)))["questions"][0]
    await services.editing.history.change_to(_answer(other.id), {"questions": [asked]}, editor.id)
    await editor.presses(history_texts.PUT_BACK, page)
    assert asked in editor.toast
    assert other.title in editor.toast
    await editor.presses(history_texts.HISTORY)
    await editor.presses("первая")
    await editor.presses(history_texts.RESTORE)
    assert other.title in editor.toast
    await person.opens(OpenAnswer(answer_id=grant).pack())
    assert person.screen.text == ui_texts.GONE


async def test_what_a_person_saved_is_found_under_the_answer_in_its_place(
    person, admin, services, grant
):
    await person.writes("/start")
    card = OpenAnswer(answer_id=grant).pack()
    await person.opens(card)
    await person.presses(knowledge_texts.SAVE)
    other = await services.knowledge.find_key("export/access/origin")
    await admin.writes("/start")
    await admin.opens(
        Withdraw(kind=ContentKind.ANSWER, subject_id=grant, target_id=other.id).pack()
    )
    await person.writes("/my")
    assert f"{knowledge_texts.SAVED_ANSWERS} · 1" in person.screen.buttons
    await person.writes("/saved")
    assert person.screen.buttons[:-2] == [other.label]
    await person.presses(other.label)
    await person.presses(knowledge_texts.UNSAVE)
    assert knowledge_texts.SAVE in person.screen.buttons
    await person.writes("/saved")
    assert knowledge_texts.SAVED_EMPTY in person.screen.text


async def test_no_answer_is_withdrawn_in_favour_of_itself(person, editor, grant):
    await person.writes("/start")
    address = Withdraw(kind=ContentKind.ANSWER, subject_id=grant, target_id=grant)
    await editor.opens(address.pack())
    assert editor.screen.text == ui_texts.GONE
    await person.opens(OpenAnswer(answer_id=grant).pack())
    assert "Грант на экспорт: сколько дают и кому" in person.screen.text


async def test_moves_of_withdrawn_answers_are_followed_to_the_end(person, admin, services, grant):
    await person.writes("/start")
    second, last = [
        (await services.knowledge.find_key(key)).id
        for key in ("export/mosprom/what-is", "export/access/origin")
    ]
    await admin.writes("/start")
    for old, new in ((grant, second), (second, last)):
        address = Withdraw(kind=ContentKind.ANSWER, subject_id=old, target_id=new)
        await admin.opens(address.pack())
    await person.opens(OpenAnswer(answer_id=grant).pack())
    assert (await services.knowledge.answer(last, 0)).title in person.screen.text
    await admin.opens(Withdraw(kind=ContentKind.ANSWER, subject_id=last).pack())
    await person.opens(OpenAnswer(answer_id=grant).pack())
    assert person.screen.text == ui_texts.GONE


async def starts_to_withdraw(admin, event):
    await admin.writes("/start")
    await admin.opens(OpenEvent(event_id=event.id).pack())
    await admin.presses(history_texts.EDIT)
    await admin.presses(history_texts.WITHDRAW)


async def test_a_withdrawn_exhibition_leads_to_the_calendar(person, admin, services):
    gitex = await services.events.find_key("gitex-global-2026")
    await starts_to_withdraw(admin, gitex)
    await admin.presses(history_texts.WITHDRAW_NOWHERE[ContentKind.EVENT])
    await person.writes("/start")
    await person.opens(OpenEvent(event_id=gitex.id).pack())
    assert "«GITEX Global 2026» больше нет в календаре" in person.screen.text
    assert "Декабрь 2026" in person.screen.text
    await person.presses("1")
    assert reminders_texts.SAVE in person.screen.buttons


async def test_a_withdrawn_exhibition_leads_to_the_one_that_its_editor_chose(
    person, admin, services
):
    gitex = await services.events.find_key("gitex-global-2026")
    await starts_to_withdraw(admin, gitex)
    await admin.writes("агропродмаш")
    target = next(label for label in admin.screen.buttons if "Агропродмаш" in label)
    await admin.presses(target)
    assert admin.toast == history_texts.WITHDRAWAL_TOASTS[Outcome.DONE]
    await person.writes("/start")
    await person.opens(OpenEvent(event_id=gitex.id).pack())
    assert "Агропродмаш" in person.screen.text
    await admin.presses(history_texts.HISTORY)
    await admin.presses("первая")
    await admin.presses(history_texts.RESTORE)
    await person.opens(OpenEvent(event_id=gitex.id).pack())
    assert "GITEX Global 2026" in person.screen.text


async def begins(admin, kind):
    await admin.writes("/menu")
    await admin.presses(questions_texts.EDITORS)
    await admin.presses(questions_texts.EDITORS_DRAFTS)
    await admin.presses(editing_texts.NEW[kind])


async def test_a_new_exhibition_is_written_step_by_step(person, admin, services):
    await begins(admin, DraftKind.EXHIBITION)
    for words in (
        "Снежная выставка 2027\nСнежная-2027",
        "Финляндия, Хельсинки",
        "7–11 декабря 2027",
        "Промышленность",
        "выставка",
        "https://example.org/snow\n05.11.2026",
    ):
        await admin.writes(words)
    assert "Снежная выставка 2027" in admin.screen.text
    assert editing_texts.PUBLISH in admin.screen.buttons
    await admin.presses(editing_texts.PUBLISH)
    assert admin.toast == editing_texts.DONE
    found = await services.events.find_key("snezhnaya-vystavka-2027")
    assert (found.city, found.label, found.ends.day) == ("Хельсинки", "Снежная-2027", 11)
    await person.writes("снежная выставка")
    assert "Хельсинки" in person.screen.text


async def test_what_the_calendar_is_filtered_by_is_offered_to_be_copied(admin):
    await begins(admin, DraftKind.EXHIBITION)
    await admin.writes("Снежная выставка 2027")
    assert f"{editing_texts.IN_USE} Россия, Китай, " in admin.screen.text
    await admin.writes("Финляндия, Хельсинки")
    assert editing_texts.IN_USE not in admin.screen.text
    await admin.writes("7–11 декабря 2027")
    assert f"{editing_texts.IN_USE} Продукты и напитки, Промышленность, " in admin.screen.text
    assert "ЕГЭ" not in admin.screen.text
    await admin.writes("Промышленность")
    assert f"{editing_texts.IN_USE} выставка, форум, " in admin.screen.text


async def test_a_new_date_is_one_message_in_a_form(admin, services):
    await begins(admin, DraftKind.DATE)
    await admin.presses(editing_texts.TO_DRAFT)
    await admin.presses("Одним сообщением")
    assert "Название:" in admin.screen.text
    await admin.writes(
        "Название: Запись на снежную олимпиаду\nТема: Олимпиады\nДля кого: школьники\n"
        "Даты: 1 февраля 2027\nСсылка: https://example.org/1\nПримечание: Приходите\nи пишите"
    )
    await admin.presses("🎓 Студентов и школьников")
    await admin.presses(editing_texts.PUBLISH)
    found = await services.events.find_key("olimpiady/zapis-na-snezhnuyu-olimpiadu")
    assert (found.audience, found.note) == ("школьники", "Приходите\nи пишите")


async def test_a_new_answer_from_nothing_shows_what_resembles_it(admin, services):
    await begins(admin, DraftKind.ANSWER)
    await admin.writes("Когда открылось Руднево")
    await admin.presses("Экспорт")
    await admin.presses("Гранты, субсидии, займы")
    await admin.presses("И тем и другим")
    for words in ("Тут.", "ТАСС\n05.12.2025", "руднево-то когда открыли"):
        await admin.writes(words)
    assert editing_texts.SIMILAR in admin.screen.text or "вопрос повторяется" in admin.screen.text


async def test_a_change_and_its_history_and_audit_are_one(editor, services, grant, refuse_audit):
    await editor.presses(history_texts.EDIT)
    await editor.presses("Заголовок")
    await editor.writes("Экспортный грант")
    await editor.presses(editing_texts.SAVE)
    await refuse_audit()
    await editor.presses(editing_texts.SAVE_SILENTLY)
    assert editor.screen.text == ui_texts.SORRY
    assert len((await services.editing.history.page(_answer(grant))).changes) == 1
    assert (await services.editing.drafts.get(1)).state == "open"
