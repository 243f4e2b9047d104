"""Every table that knows a person. A house test compares this list with the schema."""

from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """What a holding is to the person; each has its words in `bot.ui.texts.privacy`."""

    PERSON = "person"
    TOPICS = "topics"
    SAVED = "saved"
    QUESTIONS = "questions"
    VOTES = "votes"
    APPLICATIONS = "applications"
    NOTICES = "notices"
    FORMS = "forms"
    BROADCASTS = "broadcasts"
    DIALOGUE = "dialogue"
    AUDIT = "audit"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Holding:
    """`column` holds the person's id. What is `kept` stays when the person removes their data."""

    table: str
    column: str
    what: What
    kept: bool = False


HOLDINGS = (
    Holding("people", "id", What.PERSON),
    Holding("opt_outs", "person_id", What.TOPICS),
    Holding("saved_answers", "person_id", What.SAVED),
    Holding("saved_events", "person_id", What.SAVED),
    Holding("questions", "person_id", What.QUESTIONS),
    Holding("answer_votes", "person_id", What.VOTES),
    Holding("votes", "person_id", What.VOTES),
    Holding("applications", "person_id", What.APPLICATIONS),
    Holding("alerts", "person_id", What.NOTICES),
    Holding("notices", "person_id", What.NOTICES),
    Holding("forms", "person_id", What.FORMS),
    Holding("album_parts", "chat_id", What.FORMS),
    Holding("broadcast_cards", "chat_id", What.FORMS),
    Holding("deliveries", "person_id", What.BROADCASTS),
    Holding("broadcast_clicks", "person_id", What.BROADCASTS),
    Holding("dialogues", "person_id", What.DIALOGUE),
    Holding("enquiries", "person_id", What.DIALOGUE),
    Holding("letters", "person_id", What.DIALOGUE),
    Holding("invitations", "person_id", What.DIALOGUE),
    Holding("audit", "admin_id", What.AUDIT, kept=True),
    Holding("handled_applications", "admin_id", What.AUDIT, kept=True),
    Holding("phrasings", "author_id", What.AUTHOR, kept=True),
    Holding("answers", "author_id", What.AUTHOR, kept=True),
    Holding("drafts", "author_id", What.AUTHOR, kept=True),
    Holding("broadcasts", "author_id", What.AUTHOR, kept=True),
)
