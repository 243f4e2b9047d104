from bot.ui.texts import answer as texts
from bot.ui.texts import common, following, menu


async def test_saving_an_answer_and_finding_it_again(person):
    await person.writes("когда открылось Руднево")
    card = person.screen
    await person.presses(texts.SAVE)
    assert person.toast == texts.SAVED
    await person.presses(texts.UNSAVE, person.screen)
    assert person.toast == texts.UNSAVED
    await person.presses(texts.SAVE)

    await person.writes("/saved")
    assert person.screen.buttons[1:] == [following.MINE, common.HOME]
    await person.presses(person.screen.buttons[0])
    assert "2 октября 2024" in person.screen.text
    await person.presses(common.BACK)
    assert menu.SAVED_HINT in person.screen.text
    assert card.id < person.screen.id


async def test_saving_twice_is_saving_once(person):
    await person.writes("когда открылось Руднево")
    card = person.screen
    await person.presses(texts.SAVE, card)
    await person.presses(texts.SAVE, card)
    await person.writes("/saved")
    assert person.screen.buttons[1:] == [following.MINE, common.HOME]


async def test_an_empty_list_says_how_to_fill_it(person):
    await person.writes("/saved")
    assert menu.SAVED_EMPTY in person.screen.text


async def test_favourites_are_paged_and_the_page_is_remembered(person, services, database):
    await person.writes("/start")
    for row in await database.rows("SELECT id FROM answers ORDER BY id LIMIT 23"):
        await services.saved.keep(person.id, row["id"], wanted=True)
    await person.writes("/saved")
    await person.presses(common.NEXT)
    await person.presses(common.NEXT)
    assert "3/3" in person.screen.buttons
    assert common.NEXT not in person.screen.buttons
    last = person.screen.text, person.screen.buttons
    await person.presses(person.screen.buttons[0])
    await person.presses(common.BACK)
    assert (person.screen.text, person.screen.buttons) == last
    await person.presses("3/3")
    assert (person.screen.text, person.screen.buttons) == last
