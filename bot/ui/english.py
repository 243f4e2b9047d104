"""English for those who read it: the words of screens, by the Russian ones.

A screen is English where it has an English version (`Screen.english`) or its text stands here. Any
other screen keeps its Russian text, under a line that says so; the buttons that stand here are
English all the same.
"""

from dataclasses import replace

from bot.applications import english_texts as applications_english
from bot.applications import texts as applications_texts
from bot.conversation import texts as conversation_texts
from bot.courses import texts as courses_texts
from bot.events import texts as events_texts
from bot.events.models import Guide
from bot.knowledge import english_texts
from bot.knowledge import texts as knowledge_texts
from bot.people import english_texts as people_english
from bot.people import texts as people_texts
from bot.people.models import Language, Role, Topic
from bot.questions import texts as questions_texts
from bot.questions.models import Reason
from bot.reminders import texts as reminders_texts
from bot.specialist import texts as specialist_texts
from bot.ui import texts
from bot.ui.screen import Rows, Screen

IN_RUSSIAN = "<i>This is in Russian only. Answers in English: /menu, a person: /specialist</i>"

LABELS = {
    texts.BACK: "‹ Back",
    texts.HOME: "🏠 Menu",
    texts.CALENDAR: "🗓 Calendar",
    texts.SPECIALIST: "👤 Specialist",
    texts.SIMILAR: "🔎 Similar",
    texts.NOT_ABOUT: "↩️ Not about this",
    conversation_texts.OPEN_PRIVATE: conversation_texts.OPEN_PRIVATE_IN_ENGLISH,
    conversation_texts.OPEN_BOT: "Open the bot",
    conversation_texts.ASK_BOT: "Ask the bot",
    specialist_texts.ASK: "👤 Ask a specialist",
    specialist_texts.WRITE: "✍️ Write to a specialist",
    specialist_texts.WRITE_MORE: "✍️ Write more",
    specialist_texts.WRITE_ANOTHER: "Write it differently",
    specialist_texts.SEND: "Send",
    specialist_texts.DROP: "✖️ Do not send",
    specialist_texts.ANSWER: "✍️ Answer the specialist",
    questions_texts.HAND_OVER: "👤 Pass it to a specialist",
    questions_texts.TO_ANSWER: "‹ To the answer",
    questions_texts.REASONS[Reason.WRONG]: "Wrong",
    questions_texts.REASONS[Reason.OUTDATED]: "Outdated",
    questions_texts.REASONS[Reason.OFF_TOPIC]: "Off topic",
    questions_texts.REASONS[Reason.UNCLEAR]: "Unclear",
    knowledge_texts.SETTINGS: "⚙️ Settings",
    knowledge_texts.HELP: "❓ Help",
    knowledge_texts.PRIVACY: "🔒 What I keep about you",
    knowledge_texts.SECTIONS: "📚 All sections",
    knowledge_texts.MAP: "📍 Map",
    knowledge_texts.WEBSITE: "🌐 Website",
    knowledge_texts.COPY_PHONE: "☎️ Phone",
    knowledge_texts.COPY_ADDRESS: "📋 Address",
    people_texts.MINE: "⭐ Mine",
    people_texts.EXPORT: "📄 Get my data",
    people_texts.DELETE: "🗑 Delete my data",
    people_texts.DELETE_NOW: "Delete everything",
    people_texts.MAILINGS_OFF: "🔕 No mailings",
    people_texts.MAILINGS_ON: "🔔 All mailings",
    people_texts.ALL_SETTINGS: "⚙️ All settings",
    people_texts.KEYBOARD: "Buttons below",
    people_texts.QUIET_ON: "🔕 Silent",
    people_texts.QUIET_OFF: "🔔 With sound",
    people_texts.RESUME: "▶️ Send again",
    people_texts.ROLES[Role.BUSINESS]: "Business",
    people_texts.ROLES[Role.STUDENT]: "Student",
    **{texts.TOPICS[topic]: people_english.TOPICS[topic] for topic in Topic},
    **people_english.LABELS,
    knowledge_texts.SAVED_ANSWERS: "⭐ Saved answers",
    reminders_texts.MINE: "🎟 My events",
    reminders_texts.ALERTS: "🔔 Notifications",
    reminders_texts.SAVE: "⭐ Save",
    reminders_texts.UNSAVE: "✓ ⭐ Saved",
    reminders_texts.WHEN_TO_REMIND: "⏰ Reminders",
    reminders_texts.FOLLOW_SHORT: "🔔 New ones",
    reminders_texts.FORGET: "🔕 Do not remind me of this",
    courses_texts.CATALOGUE: "🎓 Catalogue of training",
    events_texts.STUDY_DATES: "🗓 Dates of study",
    events_texts.MINE: "🗳 My votes",
    **{events_texts.want(year): f"🗳 I want one in {year}" for year in range(2026, 2100)},
    events_texts.TAKE_BACK: "🗳 Voted: take it back",
    events_texts.CALENDAR: "🗓 Exhibitions",
    events_texts.FILTERS: "🔎 Filters",
    events_texts.ARCHIVE: "🗄 Archive",
    events_texts.SITE: "🌐 Website",
    events_texts.SHARE: "📤 Share",
    events_texts.TO_CALENDAR: "📥 Add to my calendar",
    events_texts.GUIDES[Guide.CITY_PAYS]: "💰 Who pays",
    events_texts.GUIDES[Guide.TOTALS]: "📊 Results",
    events_texts.GUIDES[Guide.HOW_TO_JOIN]: "🧳 How to go",
    applications_texts.APPLY: "🙋 I want to take part",
    applications_texts.CONTINUE: "📝 Finish the application",
    applications_texts.SKIP: "Skip",
    applications_texts.CANCEL: "✖️ Cancel",
    applications_texts.KEEP: "👌 Leave as it is",
    applications_texts.SEND: "✅ Send",
    applications_texts.MINE: "📝 My applications",
    applications_texts.TO_EVENT: "🎪 To the exhibition",
    applications_texts.TO_FORM: "‹ To the form",
    applications_texts.ANSWER: "💬 Answer it",
    applications_texts.KEEP_ASIDE: "✍️ Put it into the form",
    applications_texts.SHARE_NUMBER: "📱 Share my number",
    **{
        applications_texts.edit(step): f"✏️ {name}"
        for step, name in applications_english.FIELDS.items()
    },
}

TEXTS = {
    texts.GONE: (
        "This page is no longer here: it was removed or replaced.\n\n"
        "Ask a question or open the menu, and I will look for what there is now."
    ),
    texts.QUESTION_GONE: (
        "I no longer have this question: it was deleted or is too old.\n\nPlease ask it again."
    ),
    texts.RENEWED: "The menu has changed since then: here is the new one.",
    texts.TEAM_ONLY: "This button is for the staff only.",
    texts.SLOWER: "You are faster than me. Please wait a few seconds.",
    texts.SORRY: (
        "Something broke, we are mending it. Try again in a few minutes: nothing that you wrote "
        "is lost."
    ),
    texts.FAILED: (
        "One of your messages or presses could not be handled; we are looking into it.\n\n"
        "If it still matters, write it in other words or open the menu."
    ),
    texts.PLACEHOLDER: "Ask a question",
    conversation_texts.ASK: "Ask in your own words: I answer with a source and its date.",
    conversation_texts.LATE: (
        "I was not available and have only now seen your message. If it still matters, please "
        "send it again."
    ),
    conversation_texts.TOO_LONG: (
        "The message is too long for me. Ask in up to 1,000 characters, or pass it to a specialist."
    ),
    conversation_texts.NOT_TEXT: (
        "I only understand text. Write your question in words, or I pass this message to a "
        "specialist."
    ),
    conversation_texts.ONLY_TEXT: "I only understand text. Write your question in words.",
    conversation_texts.IN_ENGLISH: (
        "You can ask in English. The main answers are in English, I show the others in Russian "
        "with their source. For help in English, write to a specialist."
    ),
    conversation_texts.SEEN: "All right. If you need anything else, just write.",
    conversation_texts.OFFER: "Pass your question to a specialist?",
    conversation_texts.AS_YOU_LIKE: "All right. If you need it, just write.",
    conversation_texts.SMALL_TALK["greeting"]: (
        "Hello! Ask me about industry, exports, exhibitions or training."
    ),
    conversation_texts.SMALL_TALK["seen"]: "All right. Write when you have a question.",
    conversation_texts.SMALL_TALK["thanks"]: "You are welcome! Write when you have a question.",
    conversation_texts.SMALL_TALK["farewell"]: "Goodbye! Write at any time.",
    conversation_texts.SMALL_TALK["about"]: (
        "I am a reference bot: I answer questions about support of business, exhibitions and "
        "training."
    ),
    conversation_texts.SMALL_TALK["chat"]: (
        "I cannot chat, but I know about exports, exhibitions and training."
    ),
    conversation_texts.SMALL_TALK["abuse"]: (
        "Sorry that I did not help. Ask in other words, or write to a specialist."
    ),
    knowledge_texts.WELCOME_BACK: "Welcome back!",
    knowledge_texts.HELP_TEXT: english_texts.HELP,
    knowledge_texts.SAVED: "Saved: you will find it in “⭐ Mine”",
    knowledge_texts.UNSAVED: "Removed from what you saved",
    f"{knowledge_texts.SAVED_TITLE}\n\n{knowledge_texts.SAVED_EMPTY}": (
        "<b>⭐ Saved answers</b>\n\nNothing here yet. Press ⭐ below any answer."
    ),
    people_texts.DONE: "Noted",
    people_texts.LANGUAGE_IS[Language.RUSSIAN]: "Теперь отвечаю по-русски.",
    people_texts.KEYBOARD_IS[True]: "The buttons below are always at hand now.",
    people_texts.KEYBOARD_IS[False]: "The buttons below are gone. You can bring them back.",
    people_texts.EXPORTED: people_english.EXPORTED,
    **people_english.TOASTS,
    reminders_texts.UNSAVED: "Removed from “🎟 My events”: no reminders of it",
    events_texts.TAKEN_BACK: "Your vote is taken back",
    questions_texts.THANKS: "Thank you! Glad that it helped.",
    questions_texts.NOTED: "Noted",
    questions_texts.WHY: "<b>What is wrong with the answer?</b> The editors will look into it.",
    questions_texts.WORDS: (
        "<b>Thank you, noted.</b> You can add in one message what is wrong, or ask a person."
    ),
    questions_texts.WORDS_KEPT: "Thank you! I passed it to the editors with your vote.",
    specialist_texts.NOBODY: "There are no specialists yet. Ask me in other words.",
    specialist_texts.INVITATION: (
        "Write your question to a specialist as a reply to this message; a photo, a file or a "
        "voice message is fine too. The people who run this bot read it. Before it is sent, I "
        "show you what goes."
    ),
    specialist_texts.INVITATION_TO_GO_ON: "Write as a reply to this message, and I pass it on.",
    specialist_texts.PLACEHOLDER: "Message to a specialist",
    specialist_texts.DROPPED: "The question was not sent and is deleted.",
    specialist_texts.NO_MORE: "This question is no longer here: it was sent or deleted.",
    specialist_texts.CLOSED: (
        "The specialist has closed the dialogue. If you have more questions, write again: it opens "
        "once more."
    ),
    specialist_texts.ALREADY_SENT: "This question has been sent already",
    applications_texts.SENT: "Sent",
    applications_texts.SENT_BEFORE: "Sent already",
    applications_texts.FILLED_BEFORE: (
        "This application is sent already: it is in “📝 My applications”. Begin another from the "
        "card of the exhibition."
    ),
    applications_texts.ASIDE_QUESTION: "This looks like a question. Answer it, then go on?",
    applications_texts.ASIDE_OTHER: "This is hardly meant for the form. What shall I do with it?",
    applications_texts.ASIDE_GONE: "I do not see that message any more: ask again.",
    applications_texts.PRESS_NUMBER_KEY: (
        "Press “📱 Send my number” below: Telegram asks whether you agree. Or write a contact "
        "yourself."
    ),
    applications_texts.NUMBER_KEY: "📱 Send my number",
    applications_texts.NUMBER_TAKEN: "📱 I have the number.",
    applications_texts.CONTACT_TAKEN: "📇 I have the contact.",
    applications_texts.NOBODY_READS: (
        "Nobody takes applications here at the moment. The organiser says how to take part: the "
        "website is on the card."
    ),
    applications_texts.DISCARDED: "The application is cancelled, what you wrote is deleted.",
}


def in_english(screen: Screen) -> Screen:
    if screen.english:
        return replace(screen.english, rows=_labelled(screen.english.rows))
    text = TEXTS.get(screen.text) or f"{IN_RUSSIAN}\n\n{screen.text}"
    return Screen(text, _labelled(screen.rows))


def _labelled(rows: Rows) -> Rows:
    return tuple(tuple((_label(label), to) for label, to in row) for row in rows)


def _label(label: str) -> str:
    """A mark may stand before it, «✅ Экспорт», or a number behind it: «🎟 Мои события · 2»."""
    label, dot, number = label.partition(texts.COUNTED)
    mark, _, words = label.partition(" ")
    known = LABELS.get(label) or (f"{mark} {LABELS[words]}" if words in LABELS else label)
    return f"{known}{dot}{number}"
