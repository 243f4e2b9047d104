from bot.knowledge import texts as knowledge_texts
from bot.ui import texts as ui_texts


async def test_saving_an_answer_and_finding_it_again(person):
    await person.writes("когда открылось Руднево")
    card = person.screen
    await person.presses(knowledge_texts.SAVE)
    assert person.toast == knowledge_texts.SAVED
    await person.presses(knowledge_texts.UNSAVE, person.screen)
    assert person.toast == knowledge_texts.UNSAVED
    await person.presses(knowledge_texts.SAVE)

    await person.writes("/saved")
    assert person.screen.buttons[1:] == [ui_texts.BACK, ui_texts.HOME]
    await person.presses(person.screen.buttons[0])
    assert "2 октября 2024" in person.screen.text
    await person.presses(ui_texts.BACK)
    assert knowledge_texts.SAVED_ANSWERS in person.screen.text
    assert card.id < person.screen.id


async def test_saving_twice_is_saving_once(person):
    await person.writes("когда открылось Руднево")
    card = person.screen
    await person.presses(knowledge_texts.SAVE, card)
    await person.presses(knowledge_texts.SAVE, card)
    await person.writes("/saved")
    assert person.screen.buttons[1:] == [ui_texts.BACK, ui_texts.HOME]


async def test_an_empty_list_says_how_to_fill_it(person):
    await person.writes("/saved")
    assert knowledge_texts.SAVED_EMPTY in person.screen.text


async def test_favourites_are_paged_and_the_page_is_remembered(person, services, database):
    await person.writes("/start")
    for row in await database.rows("SELECT id FROM answers ORDER BY id LIMIT 23"):
        await services.knowledge.set_saved(person.id, row["id"], saved=True)
    await person.writes("/saved")
    await person.presses(ui_texts.NEXT)
    await person.presses(ui_texts.NEXT)
    assert "3/3" in person.screen.buttons
    assert ui_texts.NEXT not in person.screen.buttons
    last = person.screen.text, person.screen.buttons
    await person.presses(person.screen.buttons[0])
    await person.presses(ui_texts.BACK)
    assert (person.screen.text, person.screen.buttons) == last
    await person.presses("3/3")
    assert (person.screen.text, person.screen.buttons) == last
