"""Makes plans of answers, and tells the plans that people have saved."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from bot.courses.repository import Courses
from bot.errors import NotFoundError
from bot.events.models import Event, EventFilter
from bot.events.repository import Events
from bot.finder.models import (
    CARDS,
    FinderKind,
    FinderRule,
    FinderRules,
    Plan,
    PlanCard,
    SavedPlan,
)
from bot.finder.repository import SavedPlans
from bot.finder.rules import Rules
from bot.knowledge.models import Link
from bot.knowledge.repository import ContentMemory, Knowledge
from bot.storage.database import Database

EVENTS = 3  # exhibitions of a plan
ANYTHING = "без уточнений"  # who knew no answer


class FinderService:
    """The guided choice of support and of training; `courses` is the catalogue of the latter."""

    def __init__(
        self, database: Database, knowledge: Knowledge, events: Events, rules: Rules
    ) -> None:
        self.courses = Courses(database)
        self.plans = SavedPlans(database)
        self._knowledge = knowledge
        self._events = events
        self._rules = rules
        self._memory = ContentMemory(database)

    def rules(self, kind: FinderKind) -> FinderRules:
        """Raises NotFoundError while the file of the rules has a mistake."""
        if kind not in self._rules:
            raise NotFoundError("finder", kind)
        return self._rules[kind]

    async def plan(self, person_id: int, kind: FinderKind, answers: str) -> Plan:
        """`answers` are complete. A card that left the content since is left out."""
        made = await self._memory.get((kind, answers), lambda: self._make(kind, answers))
        return replace(made, saved=await self.plans.has(person_id, kind, answers))

    async def _make(self, kind: FinderKind, answers: str) -> Plan:
        rules = self.rules(kind)
        chosen = rules.cards_for(answers, *CARDS[kind])
        organisation = rules.organisation_for(answers)
        beside = (organisation,) if organisation else ()
        links = await self._knowledge.live_links([rule.card for rule in (*chosen, *beside)])
        cards = tuple(_cards(chosen, links))
        events, elsewhere = await self._exhibitions(rules, answers)
        comparable = {course.answer_id for course in await self.courses.all()}
        return Plan(
            cards=cards,
            organisation=next(_cards(beside, links), None),
            events=events,
            elsewhere=elsewhere,
            courses=tuple(card.link.id for card in cards if card.link.id in comparable),
        )

    async def saved(self, person_id: int) -> tuple[SavedPlan, ...]:
        """The person's plans, the newest first; without those whose questions have changed."""
        return tuple(
            SavedPlan(plan_id, kind, answers, self.words(kind, answers))
            for plan_id, kind, answers in await self.plans.of_person(person_id)
            if self.is_plan(kind, answers)
        )

    def is_plan(self, kind: FinderKind, answers: str) -> bool:
        """Whether these answer all questions that the finder asks now."""
        rules = self._rules.get(kind)
        return rules is not None and rules.known(answers) == answers and rules.is_complete(answers)

    def words(self, kind: FinderKind, answers: str) -> str:
        """The answers in short: «продукты · Китай · деньги»."""
        said = " · ".join(option.said for option in self.rules(kind).options_of(answers))
        return said or ANYTHING

    async def _exhibitions(
        self, rules: FinderRules, answers: str
    ) -> tuple[tuple[Event, ...], bool]:
        """The nearest of the branch in the country; else of the branch anywhere, and True."""
        options = rules.options_of(answers)
        countries = {country for option in options for country in option.countries}
        branches = {branch for option in options for branch in option.branches}
        if not (countries or branches):
            return (), False
        ahead = [each for each in await self._events.live() if EventFilter().matches(each)]
        of_branch = [each for each in ahead if not branches or each.category in branches]
        here = [each for each in of_branch if not countries or each.country in countries]
        if here or not branches:
            return _nearest(here), False
        return _nearest(of_branch), True


def _cards(rules: Iterable[FinderRule], links: dict[str, Link]) -> Iterator[PlanCard]:
    return (PlanCard(links[rule.card], rule.why) for rule in rules if rule.card in links)


def _nearest(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: event.first_day or date.max))[:EVENTS]
