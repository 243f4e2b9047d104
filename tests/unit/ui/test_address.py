import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.buttons import OpenAnswer, OpenFound, OpenHome, OpenSaved, OpenSection
from bot.ui.address import Address
from handlers import build_private_routes

IDS = st.integers(1, 10**9)
SCREENS = st.one_of(
    st.builds(OpenHome),
    st.builds(OpenFound, question_id=IDS),
    st.builds(OpenSaved, page=st.integers(0, 99)),
    st.builds(OpenSection, section_id=IDS, page=st.integers(0, 99)),
    st.builds(OpenAnswer, answer_id=IDS, page=st.integers(0, 99)),
)


@given(st.lists(SCREENS, min_size=2, max_size=30))
def test_back_is_always_the_screen_before_and_data_always_fits(walk):
    here = walk[0]
    for screen in walk[1:]:
        there = screen.after(here)
        assert len(there.pack().encode()) <= 64
        assert type(there).unpack(there.pack()) == there
        back = type(here).unpack(there.back)
        assert back.trail_step() == here.trail_step()
        assert here.trail.startswith(back.trail)
        here = there


def test_every_address_is_built_before_threads_make_screens():
    """An address that builds itself at its first use may do so in two threads at once."""
    build_private_routes()  # whatever the bot has
    classes = [Address]
    for each in classes:
        classes.extend(each.__subclasses__())
    assert len(classes) > 100
    assert [each for each in classes if not each.__pydantic_complete__] == []


def test_the_trail_reads_from_the_latest_screen_to_the_first():
    section = OpenSection(section_id=12, page=1).after(OpenHome())
    answer = OpenAnswer(answer_id=77).after(section)
    assert answer.pack() == "a:s.12.1~h:77:0"
    assert answer.back == "s:h:12:1"


def test_where_the_trail_begins_there_is_no_back():
    assert OpenHome().back is None


def test_another_page_is_the_same_place():
    answer = OpenAnswer(answer_id=77).after(OpenHome())
    assert answer.changed(page=2).back == answer.back


@pytest.mark.parametrize("number", [-1, 2**53 + 1, 10**30])
def test_a_number_that_no_screen_has_packed_is_no_address(number):
    with pytest.raises(ValueError, match="made by hand"):
        OpenAnswer.unpack(f"a::1:{number}")
