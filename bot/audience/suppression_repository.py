"""Who has removed their data is known by a digest only, and is not written to if they come back."""

import hashlib

from bot.audience.models import NEVER
from bot.storage import Transaction


async def suppress(transaction: Transaction, person_id: int) -> None:
    await transaction.execute(
        "INSERT INTO suppressed (digest) VALUES (?) ON CONFLICT DO NOTHING",
        await _digest(transaction, person_id),
    )


async def quieten_if_suppressed(transaction: Transaction, person_id: int) -> None:
    """For a person who was just written down as new."""
    if not await transaction.row("SELECT 1 AS found FROM suppressed LIMIT 1"):
        return
    digest = await _digest(transaction, person_id)
    if await transaction.row("SELECT 1 AS found FROM suppressed WHERE digest = ?", digest):
        await transaction.execute(
            "UPDATE people SET paused_until = ? WHERE id = ?", NEVER, person_id
        )


async def _digest(transaction: Transaction, person_id: int) -> str:
    """Ids are few enough to be tried one by one, hence the salt and the slow function."""
    row = await transaction.row("SELECT salt FROM suppression_salt")
    salt = bytes.fromhex(row["salt"]) if row else b""
    return hashlib.scrypt(str(person_id).encode(), salt=salt, n=2**10, r=8, p=1).hex()
