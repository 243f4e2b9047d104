"""temporary first version until the real one is merged"""

from pathlib import Path

from bot.search.models import Found, Hit, Outcome, SmallTalk
from bot.storage import Database


class Search:
    def __init__(self, database):
        self.database = database

    @classmethod
    async def open(cls, database: Database, index: Path, *, semantic: bool = True) -> "Search":
        return cls(database)

    async def find(self, question: str, limit: int = 5) -> Found:
        words = [w.strip("?!.,").casefold()[:6] for w in question.split()]
        rows = await self.database.rows("SELECT id,key,title,body FROM answers WHERE state='live'")
        hits = sorted(
            (
                Hit(
                    "answer",
                    r["id"],
                    r["key"],
                    r["title"],
                    float(
                        sum(w in r["title"].casefold() for w in words)
                        + 0.3 * sum(w in r["body"].casefold() for w in words)
                    ),
                )
                for r in rows
            ),
            key=lambda h: -h.score,
        )[:limit]
        o = (
            Outcome.ANSWER
            if hits and hits[0].score >= 2
            else Outcome.CHOICES
            if hits and hits[0].score >= 1
            else Outcome.NOTHING
        )
        return Found(
            question,
            o,
            tuple(hits) if o != "nothing" else (),
            "",
            SmallTalk.GREETING if question.casefold() == "привет" else None,
            1,
        )

    async def close(self):
        pass
