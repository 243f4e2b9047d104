from datetime import datetime

from bot.applications.models import Application, ApplicationState, Step
from bot.storage import Row

APPLICATIONS = """
    SELECT applications.id, person_id, event_id, events.name AS event, events.label,
           step, company, contact, wish, applications.state, sent_at, handled_at,
           handled_applications.name AS handler, message_id
    FROM applications JOIN events ON events.id = event_id
    LEFT JOIN handled_applications ON application_id = applications.id
"""


def application(row: Row, now: datetime) -> Application:
    """Times are in the zone of `now`; `row` may hold other columns beside those it needs."""
    return Application(
        id=row["id"],
        person_id=row["person_id"],
        event_id=row["event_id"],
        event=row["event"],
        label=row["label"],
        step=Step(row["step"]),
        company=row["company"],
        contact=row["contact"],
        wish=row["wish"],
        state=ApplicationState(row["state"]),
        sent_at=_time(row["sent_at"], now),
        handled_at=_time(row["handled_at"], now),
        handler=row["handler"] or "",
        message_id=row["message_id"],
    )


def _time(seconds: int | None, now: datetime) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, now.tzinfo)
