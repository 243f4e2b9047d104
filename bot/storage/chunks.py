"""Changes of many rows, in transactions so small that nobody's write waits for long."""

from bot.storage.database import Database, Value

CHUNK = 500  # rows; some milliseconds


async def change_in_chunks(
    database: Database, change: str, table: str, condition: str, *values: Value
) -> int:
    """Apply `change` («DELETE FROM letters») to the rows of `table` that meet the condition.

    A changed row must not meet it any more. Other writes go in between; after an interruption a
    second call does the rest. Returns how many rows were changed.
    """
    key = await _primary_key(database, table)
    statement = f"""
        {change} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {condition} LIMIT {CHUNK})
        RETURNING 1
    """
    total, changed = 0, CHUNK
    while changed == CHUNK:
        changed = len(await database.write(statement, *values))
        total += changed
    return total


async def delete_in_chunks(database: Database, table: str, condition: str, *values: Value) -> int:
    return await change_in_chunks(database, f"DELETE FROM {table}", table, condition, *values)


async def _primary_key(database: Database, table: str) -> str:
    columns = await database.rows(
        "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", table
    )
    return ", ".join(column["name"] for column in columns)
