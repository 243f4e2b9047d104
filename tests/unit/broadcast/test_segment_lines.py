from bot.broadcast.segments import (
    NEW_LINE,
    ActiveWithin,
    HasRole,
    Not,
    Wants,
    lines,
    mark,
    negated,
    to_json,
    with_term,
    without_term,
)
from bot.people.models import Role, Topic

BUSINESS, STUDENT = HasRole(role=Role.BUSINESS), HasRole(role=Role.STUDENT)
LATELY = ActiveWithin(days=30)


def test_a_line_is_added_and_a_term_is_added_to_a_line():
    audience = with_term("", NEW_LINE, BUSINESS)
    audience = with_term(audience, 0, STUDENT)
    audience = with_term(audience, NEW_LINE, LATELY)
    assert lines(audience) == ((BUSINESS, STUDENT), (LATELY,))


def test_what_is_there_already_is_not_added_again():
    audience = with_term("", NEW_LINE, BUSINESS)
    assert with_term(audience, NEW_LINE, BUSINESS) == audience
    assert with_term(audience, 0, BUSINESS) == audience


def test_a_term_turns_into_its_opposite_and_back():
    audience = with_term(with_term("", NEW_LINE, BUSINESS), 0, LATELY)
    turned = negated(audience, 0, 1)
    assert lines(turned) == ((BUSINESS, Not(part=LATELY)),)
    assert negated(turned, 0, 1) == audience


def test_a_line_leaves_with_its_last_term_and_no_lines_are_everyone():
    audience = with_term(with_term("", NEW_LINE, BUSINESS), NEW_LINE, LATELY)
    audience = without_term(audience, 0, 0)
    assert lines(audience) == ((LATELY,),)
    assert without_term(audience, 0, 0) == ""


def test_an_expression_that_no_button_made_is_still_shown():
    assert lines(to_json(Wants(topic=Topic.NEWS))) == ((Wants(topic=Topic.NEWS),),)


def test_the_mark_of_a_changed_audience_differs():
    audience = with_term("", NEW_LINE, BUSINESS)
    assert mark(audience) != mark(negated(audience, 0, 0))
