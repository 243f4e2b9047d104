"""An admin chooses the audience by buttons and sees how many people it is."""

import pytest

from bot.broadcast import texts as broadcast_texts
from bot.broadcast.buttons import AddTerm, ConditionKind, OpenAudience
from bot.broadcast.models import BroadcastButton, BroadcastDraft
from bot.broadcast.segments import ActiveWithin, HasRole, Not, SavedEvent, SavedFilter, lines
from bot.finder.models import FinderKind
from bot.people.models import Role, Topic
from bot.reminders.models import AlertKind
from bot.ui import texts as ui_texts


@pytest.fixture
async def people(someone, services):
    """Two entrepreneurs, a student, a person without a role; the admin is the fifth."""
    found = [someone(3000001 + number) for number in range(4)]
    for one in found:
        await one.writes("/start")
    for one, role in zip(found, (Role.BUSINESS, Role.BUSINESS, Role.STUDENT), strict=False):
        await services.people.set_role(await services.people.remember(one.id), role)
    return found


@pytest.fixture
async def draft(admin, people, services):
    message = await admin.writes("Новости")
    await admin.writes("/broadcast", reply_to=message["message_id"])
    await admin.presses(broadcast_texts.CHOOSE_TOPIC)
    await admin.presses("Новости")
    await admin.presses(broadcast_texts.AUDIENCE)


async def add(admin, kind, value):
    await admin.presses(broadcast_texts.CONDITION_KINDS[kind])
    await admin.presses(value)


async def terms(services):
    return lines((await services.broadcasts.repository.find(1)).audience)


@pytest.mark.usefixtures("draft")
async def test_from_everyone_to_one_line_two_ways_and_back(admin, services):
    assert "Кому: всем\nСейчас это 5 человек" in admin.screen.text
    await admin.presses(broadcast_texts.ADD_LINE)
    await add(admin, ConditionKind.ROLE, "Предприниматели")
    assert "Кому: предпринимателям\nСейчас это 2 человека" in admin.screen.text

    await admin.presses("Предприниматели")
    await admin.presses(broadcast_texts.OR_ELSE)
    assert "Подойдёт и тот, кто" in admin.screen.text
    await add(admin, ConditionKind.ROLE, "Студенты")
    assert "предпринимателям или студентам\nСейчас это 3 человека" in admin.screen.text

    await admin.presses(broadcast_texts.ADD_LINE)
    await add(admin, ConditionKind.ACTIVE, "Были в боте за 30 дней")
    assert "; из них только тем, кто был в боте за 30 дней" in admin.screen.text
    assert admin.screen.buttons[:3] == [
        "Предприниматели",
        "↳ или студенты",
        "Были в боте за 30 дней",
    ]
    business, student = HasRole(role=Role.BUSINESS), HasRole(role=Role.STUDENT)
    assert await terms(services) == ((business, student), (ActiveWithin(days=30),))

    await admin.presses("↳ или студенты")
    await admin.presses(broadcast_texts.EXCEPT)
    assert "Кому: предпринимателям или всем, кроме студентов;" in admin.screen.text
    assert (await terms(services))[0][1] == Not(part=student)
    await admin.presses("↳ или все, кроме студентов")
    assert admin.screen.text == "Условие: все, кроме студентов"
    await admin.presses(broadcast_texts.ONLY)
    for label in ("↳ или студенты", "Предприниматели", "Были в боте"):
        await admin.presses(label)
        await admin.presses(broadcast_texts.DROP)
    assert "Кому: всем" in admin.screen.text
    await admin.presses(broadcast_texts.TO_DRAFT)
    assert "Сейчас это 5 человек" in admin.screen.text


@pytest.mark.usefixtures("draft")
async def test_the_number_leaves_out_blocked_paused_and_who_refused_the_topic(
    admin, people, services
):
    await services.people.set_state(people[0].id, "blocked")
    await services.people.preferences.pause(people[1].id, 7)
    await services.people.preferences.switch_topic(people[2].id, Topic.NEWS, wanted=False)
    await services.people.preferences.switch_topic(people[3].id, Topic.EXPORT, wanted=False)
    await admin.opens(OpenAudience(broadcast_id=1).pack())
    assert "Сейчас это 2 человека" in admin.screen.text


@pytest.mark.usefixtures("draft")
async def test_people_who_saved_an_event_or_follow_a_filter(admin, people, services, database):
    event = (
        await database.rows(
            "SELECT id, name FROM events WHERE name = label AND state = 'live' LIMIT 1"
        )
    )[0]
    async with database.transaction() as transaction:
        await transaction.execute(
            """
            INSERT INTO saved_events (person_id, event_id, saved_on, saved_at, status)
            VALUES (?, ?, '2026-11-01', 0, 'confirmed')
            """,
            people[0].id,
            event["id"],
        )
    for one in people[:2]:
        await services.reminders.add_alert(
            one.id, AlertKind.EVENT, {"country": 5}, "Китай, продукты"
        )

    await admin.presses(broadcast_texts.ADD_LINE)
    await add(admin, ConditionKind.FILTER, "Китай, продукты · 2")
    assert "тем, кто ждёт новинок: Китай, продукты\nСейчас это 2 человека" in admin.screen.text
    await admin.presses(broadcast_texts.ADD_LINE)
    await add(admin, ConditionKind.EVENT, f"{event['name']} · 1")
    assert f"тем, кто сохранил «{event['name']}»\nСейчас это 1 человек" in admin.screen.text
    (followed,), (saved,) = await terms(services)
    assert isinstance(followed, SavedFilter)
    assert saved == SavedEvent(event_id=event["id"], label=event["name"])


@pytest.mark.usefixtures("draft")
async def test_when_nobody_saved_anything_the_screen_says_so(admin):
    await admin.presses(broadcast_texts.ADD_LINE)
    await admin.presses(broadcast_texts.CONDITION_KINDS[ConditionKind.EVENT])
    assert admin.screen.text == broadcast_texts.NOTHING_SAVED
    await admin.presses(ui_texts.BACK)
    assert broadcast_texts.CONDITION_KINDS[ConditionKind.TOPIC] in admin.screen.buttons
    await admin.presses(broadcast_texts.CONDITION_KINDS[ConditionKind.TOPIC])
    await admin.presses("Экспорт")
    assert "тем, кто подписан на «Экспорт»" in admin.screen.text


@pytest.mark.usefixtures("draft")
async def test_a_button_made_for_another_audience_changes_nothing(admin, services):
    await admin.presses(broadcast_texts.ADD_LINE)
    await admin.presses(broadcast_texts.CONDITION_KINDS[ConditionKind.ROLE])
    old = admin.screen.key("Студенты")["callback_data"]
    await admin.presses("Предприниматели")
    await admin.opens(old)
    assert admin.toast == broadcast_texts.AUDIENCE_CHANGED_MEANWHILE
    assert await terms(services) == ((HasRole(role=Role.BUSINESS),),)

    term = admin.screen.key("Предприниматели")["callback_data"]
    await admin.presses("Предприниматели")
    turn, drop = (
        admin.screen.key(each)["callback_data"]
        for each in (broadcast_texts.EXCEPT, broadcast_texts.DROP)
    )
    await admin.opens(drop)
    for stale in (term, turn, drop):
        await admin.opens(stale)
        assert admin.toast == broadcast_texts.AUDIENCE_CHANGED_MEANWHILE
    assert await terms(services) == ()


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ConditionKind.ROLE, "boss"),
        (ConditionKind.ACTIVE, "soon"),
        (ConditionKind.TOPIC, "cats"),
        (ConditionKind.EVENT, "99999"),
    ],
)
async def test_a_choice_that_is_not_there_is_gone(admin, kind, value):
    forged = AddTerm(broadcast_id=1, line=-1, mark=0, kind=kind, value=value)
    await admin.opens(forged.pack())
    assert admin.screen.text == ui_texts.GONE


async def test_the_audience_of_what_is_sent_already_stays(admin, people, services):
    draft = BroadcastDraft(from_chat_id=admin.id, message_ids=(1,), topic=Topic.NEWS)
    broadcast_id = await services.broadcasts.repository.create_draft(admin.id, draft)
    await admin.writes("/start")
    await admin.opens(OpenAudience(broadcast_id=broadcast_id).pack())
    await admin.presses(broadcast_texts.ADD_LINE)
    await admin.presses(broadcast_texts.CONDITION_KINDS[ConditionKind.ROLE])
    await services.broadcasts.start(
        await services.broadcasts.repository.find(broadcast_id), admin.id
    )
    await admin.presses("Студенты")
    assert admin.toast == broadcast_texts.NOT_A_DRAFT
    assert (await services.broadcasts.repository.find(broadcast_id)).audience == ""


@pytest.mark.usefixtures("draft")
async def test_people_who_applied_got_a_broadcast_pressed_in_it_or_chose_in_the_finder(
    admin, people, services, sender
):
    gitex = await services.events.find_key("gitex-global-2026")
    applicant = people[0]
    await services.applications.drafts.begin(applicant.id, gitex.id)
    for words in ("ООО «Ромашка»", "+7 900 000-00-00", "стенд"):
        await services.applications.drafts.fill(applicant.id, words, hash(words) % 10**6)
    assert await services.applications.drafts.send(applicant.id, 1)
    await services.finder.plans.save(people[1].id, FinderKind.SUPPORT, "fc0mm")
    source = await admin.writes("Приём заявок открыт")
    earlier = BroadcastDraft(
        from_chat_id=admin.id, message_ids=(source["message_id"],), topic="export",
        buttons=(BroadcastButton("Сайт", "https://a.ru"),), excerpt="Приём заявок открыт",
    )  # fmt: skip
    number = await services.broadcasts.repository.create_draft(admin.id, earlier)
    await services.broadcasts.start(await services.broadcasts.repository.find(number))
    await sender.run_until_idle()
    await people[2].presses("Сайт")
    await admin.opens(OpenAudience(broadcast_id=1).pack())

    for kind, choice, words, count in (
        (ConditionKind.APPLIED, f"{gitex.label} · 1", f"подал заявку на «{gitex.label}»", 1),
        (ConditionKind.APPLIED, broadcast_texts.ANY_EVENT, "подал заявку на выставку", 1),
        (ConditionKind.GOT, f"№ {number} · Приём заявок открыт · 5", "получил рассылку № 2", 5),
        (ConditionKind.PRESSED, "Приём заявок открыт · 1", "нажал кнопку в рассылке № 2", 1),
        (ConditionKind.SUPPORT, "Рынок: Китай", "выбрал в подборе «Рынок: Китай»", 1),
    ):
        await admin.presses(broadcast_texts.ADD_LINE)
        await add(admin, kind, choice)
        people_ = "человек" if count in {1, 5} else "человека"
        assert f"тем, кто {words}\nСейчас это {count} {people_}" in admin.screen.text
        await admin.presses(admin.screen.buttons[0])
        await admin.presses(broadcast_texts.DROP)
    await admin.presses(broadcast_texts.ADD_LINE)
    await admin.presses(broadcast_texts.CONDITION_KINDS[ConditionKind.TRAINING])
    assert len(admin.screen.buttons) > 3
