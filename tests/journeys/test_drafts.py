import pytest

from bot.editing import texts as editing_texts
from bot.editing.buttons import OpenAnswerDrafts, OpenDraft, PublishDraft
from bot.knowledge import texts as knowledge_texts
from bot.knowledge.importer import import_content
from bot.questions import texts as questions_texts
from bot.settings import KNOWLEDGE
from bot.ui import texts as ui_texts
from tests.drafts import write_draft

MISSED = "как растаможить снегоуборщик"
BODY = "Снегоуборщик оформляют **как машину**.\n\n- паспорт изделия\n- контракт"
SOURCE = "Сайт мэра Москвы\nhttps://www.mos.ru/news/1\n05.12.2025"


@pytest.fixture
async def draft(admin, person):
    """An admin who has begun a draft from a question and is asked for its title."""
    await person.writes(MISSED)
    await admin.writes("/inbox")
    await admin.presses(MISSED)
    await admin.presses(questions_texts.WRITE)
    return admin


@pytest.fixture
async def complete(draft):
    """The same admin, in front of the complete draft."""
    await draft.presses(editing_texts.TO_DRAFT)
    return draft


async def fills(admin, title="Растаможка снегоуборщика", body=BODY, source=SOURCE):
    await admin.writes(title)
    await admin.presses("Экспорт")
    await admin.presses("Гранты, субсидии, займы")
    await admin.presses("И тем и другим")
    await admin.writes(body)
    await admin.writes(source)


async def test_each_field_is_asked_for_at_once_and_filled_without_a_press(draft, database):
    assert f"Спрашивали: «{MISSED}»" in draft.screen.text
    for field, answer in (
        ("Заголовок (шаг 1 из 6)", "Растаможка снегоуборщика"),
        ("Раздел (шаг 2 из 6)", None),
        ("Для кого (шаг 3 из 6)", None),
        ("Текст (шаг 4 из 6)", BODY),
        ("Источник (шаг 5 из 6)", SOURCE),
    ):
        assert field in draft.screen.text
        if answer:
            await draft.writes(answer)
        elif "Раздел" in field:
            await draft.presses("Экспорт")
            await draft.presses("Гранты, субсидии, займы")
        else:
            await draft.presses("И тем и другим")
    assert editing_texts.READY in draft.screen.text
    await draft.writes("когда открылось Руднево")
    assert "2 октября 2024" in draft.screen.text


async def test_what_is_typed_where_a_button_is_asked_for_is_no_question(draft, database):
    await draft.writes("Растаможка")
    await draft.writes("в экспорт")
    assert "Раздел (шаг 2 из 6)" in draft.screen.text
    assert not await database.rows("SELECT id FROM questions WHERE text = 'в экспорт'")


async def test_a_text_that_comes_again_after_a_kill_fills_nothing_else(draft, services, database):
    await draft.writes("Растаможка")
    await draft.presses("Экспорт")
    await draft.presses("Гранты, субсидии, займы")
    await draft.presses("И тем и другим")
    body = await draft.writes("Оформляют как машину")
    update = {"update_id": 9_000_001, "message": body}
    await draft.world.dispatcher.feed_raw_update(draft.world.bot, update)
    assert "Источник (шаг 5 из 6)" in draft.screen.text
    draft_fields = (await services.editing.drafts.get(1)).fields
    assert draft_fields["body"] == "Оформляют как машину"
    assert "sources" not in draft_fields
    await draft.writes(SOURCE)
    assert editing_texts.READY in draft.screen.text


async def test_a_draft_left_halfway_says_what_it_answers_and_what_to_do(draft):
    await draft.writes("Растаможка")
    await draft.presses(editing_texts.TO_DRAFT)
    assert f"Спрашивали: «{MISSED}»" in draft.screen.text
    assert "Осталось: раздел, для кого, текст, источник. Нажмите «Дальше»" in draft.screen.text
    await draft.presses("Дальше: раздел (шаг 2 из 6)")
    assert "📦 Экспорт" in draft.screen.buttons


async def test_from_a_miss_to_a_published_answer(draft, person, services, database):
    assert "Черновик № 1" in draft.screen.text
    await fills(draft)
    assert editing_texts.READY in draft.screen.text
    section, _, preview = draft.screen.text.split("\n\n— — —")[0].partition("\n")
    assert section == "Экспорт › Гранты, субсидии, займы"
    await draft.presses(editing_texts.PUBLISH)
    assert draft.toast == editing_texts.DONE
    await draft.presses(questions_texts.OPEN_ANSWER)
    assert draft.screen.text == preview
    assert "• паспорт изделия" in preview
    assert "Источник: Сайт мэра Москвы, 05.12.2025" in preview

    await person.writes(MISSED)
    assert preview in person.screen.text
    await draft.writes("/inbox")
    assert "Пусто" in draft.screen.text
    row = await database.row("SELECT * FROM answers WHERE author_id IS NOT NULL")
    assert row["key"] == "export/money/rastamozhka-snegouborshchika"
    assert (row["author_id"], bool(row["written_at"])) == (draft.id, True)
    actions = [each.action for each in await services.audit.latest(5)]
    assert actions == ["publish draft", "start draft"]


LONG = "Как растаможить снегоуборщик для дачи"


async def test_the_second_line_of_a_title_is_what_buttons_say(draft, person, database):
    await fills(draft, title=f"{LONG}\n\nСнегоуборщик:\nрастаможка")
    assert f"<b>{LONG}" not in draft.screen.text
    assert LONG in draft.screen.text
    assert "На кнопке: «Снегоуборщик: растаможка»." in draft.screen.text
    await draft.presses("Заголовок")
    assert f"{editing_texts.COPY}\n{LONG}\nСнегоуборщик: растаможка" in draft.screen.text
    await draft.presses(editing_texts.TO_DRAFT)
    await draft.presses(ui_texts.BACK)
    assert "Снегоуборщик: растаможка" in draft.screen.buttons
    await draft.presses("Снегоуборщик: растаможка")
    await draft.presses(editing_texts.PUBLISH)
    await person.writes("/menu")
    await person.presses(knowledge_texts.SECTIONS)
    await person.presses("Экспорт")
    await person.presses("Гранты, субсидии, займы")
    await person.presses(ui_texts.NEXT)
    await person.presses("Снегоуборщик: растаможка")
    assert LONG in person.screen.text
    row = await database.row("SELECT fields FROM revisions ORDER BY id DESC LIMIT 1")
    assert '"short": "Снегоуборщик: растаможка"' in row["fields"]


async def test_an_editor_is_told_that_a_phone_will_cut_the_title(draft):
    await fills(draft, title=LONG)
    assert editing_texts.CUT in draft.screen.text
    await draft.presses("Заголовок")
    await draft.writes(f"{LONG}\n{LONG}")
    assert "⚠️ Название для кнопки: слишком длинно: не больше 32 знаков" in draft.screen.text
    await draft.presses("Заголовок")
    await draft.writes("Растаможка")
    assert editing_texts.READY in draft.screen.text
    assert "На кнопке" not in draft.screen.text


async def test_what_is_written_in_chat_survives_every_import(draft, person, database):
    await fills(draft)
    await draft.presses(editing_texts.PUBLISH)
    await import_content(database, KNOWLEDGE)
    row = await database.row("SELECT state FROM answers WHERE author_id IS NOT NULL")
    assert row["state"] == "live"
    await person.writes(MISSED)
    assert "как машину" in person.screen.text


async def test_a_published_draft_is_published_once(draft, database):
    await fills(draft)
    screen = draft.screen
    await draft.presses(editing_texts.PUBLISH)
    await draft.presses(editing_texts.PUBLISH, screen)
    assert draft.toast == editing_texts.CHANGED
    assert "✅ Опубликовано" in draft.screen.text
    rows = await database.rows("SELECT id FROM answers WHERE author_id IS NOT NULL")
    assert len(rows) == 1
    await draft.opens(OpenDraft(draft_id=1).pack())
    assert "✅ Опубликовано" in draft.screen.text


async def test_a_source_that_nobody_can_verify_takes_a_second_press(draft, database):
    await fills(draft, source="мос ру")
    assert editing_texts.UNVERIFIABLE in draft.screen.text
    await draft.presses(editing_texts.PUBLISH)
    assert "В ответе будет «мос ру, дата не указана»" in draft.screen.text
    assert not await database.rows("SELECT id FROM answers WHERE author_id IS NOT NULL")

    await draft.presses(editing_texts.MEND_SOURCE)
    await draft.writes("Сайт мэра Москвы\n2025")
    assert editing_texts.UNVERIFIABLE not in draft.screen.text
    await draft.presses("Источник")
    await draft.writes("мос ру")
    await draft.presses(editing_texts.PUBLISH)
    await draft.presses(editing_texts.PUBLISH_ANYWAY)
    assert draft.toast == editing_texts.DONE
    assert "✅ Опубликовано" in draft.screen.text


async def test_only_what_was_shown_is_published(draft, services, database):
    await fills(draft)
    shown = draft.screen
    await services.editing.drafts.update(1, {"title": "Другой заголовок"})
    await draft.presses(editing_texts.PUBLISH, shown)
    assert draft.toast == editing_texts.CHANGED
    assert "Другой заголовок" in draft.screen.text
    assert not await database.rows("SELECT id FROM answers WHERE author_id IS NOT NULL")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": "Очень " * 20}, "Заголовок: слишком длинно: не больше 80 знаков"),
        ({"title": "Грант на экспорт: сколько дают и кому"}, "Заголовок: вопрос повторяется"),
        ({"body": "слово " * 600}, "Текст: абзац длиннее 3000 знаков"),
        (
            {"body": "Налoги здесь с латинской буквой"},
            "В слове «Налoги» смешаны латинские и русские буквы",
        ),
    ],
)
async def test_a_draft_keeps_the_rules_of_files(draft, values, said):
    await fills(draft, **values)
    assert f"⚠️ {said}" in draft.screen.text
    assert editing_texts.PUBLISH not in draft.screen.buttons
    await draft.opens(PublishDraft(draft_id=1, revision=5).pack())
    assert draft.toast == editing_texts.CHANGED


async def test_a_source_that_is_none_is_asked_for_again(complete):
    await complete.presses("Источник")
    asked = complete.screen.text
    for wrong, named in (("https://mos.ru", "https://mos.ru"), ("А\nБ\nВ", "А Б В")):
        await complete.writes(wrong)
        assert f"⚠️ Не разобрал «{named}»: нужно название до 100 знаков" in complete.screen.text
    await complete.writes("А" * 200)
    assert f"⚠️ Не разобрал «{'А' * 99}…»" in complete.screen.text
    assert complete.screen.text.endswith(asked)
    await complete.writes("РИАМО\nосень 2025")
    await complete.presses(editing_texts.TO_DRAFT)
    assert "Источник: РИАМО, осень 2025" in complete.screen.text


async def test_questions_can_be_rewritten_and_a_long_text_has_pages(complete):
    await complete.presses("Вопросы")
    assert MISSED in complete.screen.text
    await complete.writes("• как ввезти снегоуборщик\n\n- сколько стоит растаможка снегоуборщика")
    assert "Спрашивали: «как ввезти снегоуборщик» и ещё 1 вопрос" in complete.screen.text
    await complete.presses(editing_texts.TO_DRAFT)
    await complete.presses("Текст")
    await complete.writes("\n\n".join(f"Абзац {number}. " + "слово " * 60 for number in range(9)))
    await complete.presses(editing_texts.TO_DRAFT)
    assert "1/3" in complete.screen.buttons
    await complete.presses(ui_texts.NEXT)
    assert "Абзац 4" in complete.screen.text


async def test_a_discarded_draft_returns_its_questions(complete, services):
    await complete.presses(editing_texts.DISCARD)
    await complete.presses(editing_texts.TO_DRAFT)
    await complete.presses(editing_texts.DISCARD)
    sure = complete.screen
    await complete.presses(editing_texts.DISCARD_SURELY)
    assert complete.toast == editing_texts.DISCARDED
    assert "Черновиков нет" in complete.screen.text
    await complete.presses(editing_texts.DISCARD_SURELY, sure)
    assert complete.screen.text == ui_texts.GONE
    await complete.writes("/inbox")
    assert MISSED in complete.screen.buttons
    actions = [each.action for each in await services.audit.latest(5)]
    assert actions == ["discard draft", "start draft"]


async def test_a_published_draft_cannot_be_discarded(complete):
    await complete.presses(editing_texts.DISCARD)
    sure = complete.screen
    await complete.presses(editing_texts.TO_DRAFT)
    await complete.presses("Дальше: заголовок")
    await fills(complete)
    await complete.presses(editing_texts.PUBLISH)
    await complete.presses(editing_texts.DISCARD_SURELY, sure)
    assert complete.toast == editing_texts.GONE


async def test_a_draft_waits_among_the_drafts_through_a_restart(complete, services):
    await complete.presses("Заголовок")
    await complete.writes("Растаможка")
    await complete.writes("/inbox")
    await complete.presses(editing_texts.DRAFTS)
    await complete.presses("Растаможка")
    assert "Растаможка" in complete.screen.text
    await complete.presses(ui_texts.BACK)
    await complete.presses(ui_texts.BACK)
    assert "Вопросы без ответа" in complete.screen.text


async def test_start_leaves_the_form_and_the_draft_stays(complete, services):
    await complete.presses("Заголовок")
    await complete.writes("/start")
    await complete.writes("когда открылось Руднево")
    assert "2 октября 2024" in complete.screen.text
    assert (await services.editing.drafts.get(1)).title == ""


async def test_a_written_text_is_offered_to_be_corrected(complete):
    await complete.presses("Текст")
    assert editing_texts.COPY not in complete.screen.text
    await complete.writes(BODY)
    await complete.presses(editing_texts.TO_DRAFT)
    await complete.presses("Текст")
    *_, asked, shown = complete.messages
    assert editing_texts.COPY_BELOW in asked["text"]
    assert shown["text"] == "Снегоуборщик оформляют как машину.\n\n• паспорт изделия\n• контракт"
    assert [each["type"] for each in shown["entities"]] == ["bold"]


async def test_what_was_masked_keeps_a_draft_from_being_published(draft):
    await fills(draft, body="Звоните ‹телефон›")
    assert "⚠️ Текст: здесь скрыты чьи-то данные" in draft.screen.text
    assert editing_texts.PUBLISH not in draft.screen.buttons


async def test_a_second_answer_with_the_same_title_in_latin_gets_a_number(services, admin):
    keys = []
    for title in ("Где мой груз", "Где мой груз!"):
        draft = await write_draft(services, admin.id, title, f"{title} сегодня {len(keys)}")
        assert not await services.editing.problems(draft)
        await services.editing.publish(draft.id, draft.revision, admin.id)
        answer_id = (await services.editing.drafts.get(draft.id)).subject_id
        keys.append((await services.knowledge.answer(answer_id, 0)).key)
    assert keys == ["export/money/gde-moy-gruz", "export/money/gde-moy-gruz-2"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("Текст", "слово " * 680),  # pasted without an empty line
        ("Текст", "- шаг\n" * 680),
        ("Текст", "😀 " * 1300),
        ("Заголовок", "Ю" * 4000),
    ],
)
async def test_what_no_message_holds_can_be_seen_and_corrected(complete, field, text):
    await complete.presses(field)
    await complete.writes(text)
    await complete.presses(editing_texts.TO_DRAFT)
    assert "Карточка не помещается" in complete.screen.text
    await complete.presses(field)
    await complete.writes("Коротко")
    await complete.presses(editing_texts.TO_DRAFT)
    assert "— — —" in complete.screen.text


async def test_a_hundred_repeated_questions_are_told_on_one_screen(draft, database):
    known = [row["text"] for row in await database.rows("SELECT text FROM phrasings LIMIT 100")]
    await fills(draft)
    await draft.presses("Вопросы")
    await draft.writes("\n".join(known)[:4000])
    assert draft.screen.text.count("вопрос повторяется") > 1
    assert "… и ещё" in draft.screen.text
    assert editing_texts.PUBLISH not in draft.screen.buttons


async def test_a_repeated_question_is_told_as_it_was_typed(draft, services, database):
    question = "если груз < 10 кг"
    await services.editing.drafts.update(1, {"questions": [question]})
    await database.write("INSERT INTO phrasings (answer_id, text) VALUES (1, ?)", question)
    await fills(draft)
    assert f"вопрос повторяется: «{question}»" in draft.screen.text


async def test_more_drafts_than_buttons_fit_are_listed_from_the_newest(admin, services):
    await admin.writes("/start")
    for number in range(130):
        await write_draft(services, admin.id, "", f"вопрос {number} о растаможке снегоуборщика")
    await admin.opens(OpenAnswerDrafts().pack())
    assert "вопрос 129" in admin.screen.buttons[0]
    assert "и ещё 100" in admin.screen.text
