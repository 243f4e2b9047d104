"""SQL of the plans that people have saved."""

from collections.abc import Sequence

from bot.finder.models import FinderKind
from bot.storage.database import Repository


class SavedPlans(Repository):
    """The answers that people have saved; a plan is made of them anew."""

    async def save(self, person_id: int, kind: FinderKind, answers: str) -> None:
        """Saving the same answers twice changes nothing."""
        await self._database.write(
            """
            INSERT INTO saved_plans (person_id, kind, answers, saved_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (person_id, kind, answers) DO NOTHING
            """,
            *(person_id, kind, answers, self._database.now()),
        )

    async def remove(self, person_id: int, kind: FinderKind, answers: str) -> None:
        await self._database.write(
            "DELETE FROM saved_plans WHERE person_id = ? AND kind = ? AND answers = ?",
            *(person_id, kind, answers),
        )

    async def has(self, person_id: int, kind: FinderKind, answers: str) -> bool:
        row = await self._database.row(
            "SELECT 1 FROM saved_plans WHERE person_id = ? AND kind = ? AND answers = ?",
            *(person_id, kind, answers),
        )
        return row is not None

    async def of_person(self, person_id: int) -> Sequence[tuple[int, FinderKind, str]]:
        """The id, the finder and the answers of each, the newest first."""
        rows = await self._database.rows(
            "SELECT id, kind, answers FROM saved_plans WHERE person_id = ? ORDER BY id DESC",
            person_id,
        )
        return [(row["id"], FinderKind(row["kind"]), row["answers"]) for row in rows]
