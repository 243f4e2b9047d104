from bot.ui.callbacks.address import Address
from bot.ui.callbacks.applications import OpenApplications
from bot.ui.callbacks.audit import OpenAudit
from bot.ui.callbacks.ballot import OpenVotes
from bot.ui.callbacks.broadcast import OpenBroadcasts
from bot.ui.callbacks.drafts import OpenDrafts
from bot.ui.callbacks.editors import OpenEditors
from bot.ui.callbacks.inbox import OpenInbox, OpenTallies
from bot.ui.callbacks.stats import OpenStats
from bot.ui.screen import Screen
from bot.ui.texts import editors as texts
from bot.ui.texts import votes
from bot.ui.views.common import way_back


def editors(questions: int, applications: int, here: OpenEditors) -> Screen:
    """`questions` and `applications` are how many of them wait for an admin."""
    rooms: tuple[tuple[str, Address], ...] = (
        (texts.inbox(questions), OpenInbox()),
        (texts.DRAFTS, OpenDrafts()),
        (texts.applications(applications), OpenApplications()),
        (texts.BROADCASTS, OpenBroadcasts()),
        (texts.STATS, OpenStats()),
        (votes.TALLIES, OpenTallies()),
        (texts.VOTES, OpenVotes()),
        (texts.AUDIT, OpenAudit()),
    )
    rows = tuple(((label, room.after(here)),) for label, room in rooms)
    return Screen(texts.HINT, (*rows, way_back(here)))
