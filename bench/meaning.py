"""`python -m bench.meaning SET.jsonl … > MINE.jsonl`: predictions for `score.py`."""

import json
import statistics
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from bot.conversation.event_query import read_event_query
from bot.conversation.requests import read_request

TODAY = date(2026, 11, 29)


def predicted(label: dict[str, Any]) -> dict[str, Any]:
    request = read_request(label["q"])
    today = date.fromisoformat(label.get("today", TODAY.isoformat()))
    query = None if request else read_event_query(label["q"], today)
    return {
        "id": label["id"],
        "action": request.action.value if request else None,
        "filter": query.as_json() if query else None,
    }


def main(paths: list[str]) -> None:
    labels = [
        json.loads(line)
        for path in paths
        for line in Path(path).read_text(encoding="utf-8").splitlines()
    ]
    for said in ("меню", "мебель весной, где выставиться", "руднево"):
        predicted({"id": "", "q": said})  # reads the vocabularies
    spent = []
    for label in labels:
        started = time.perf_counter()
        row = predicted(label)
        spent.append(1000 * (time.perf_counter() - started))
        print(json.dumps(row, ensure_ascii=False))
    p50, worst = statistics.median(spent), max(spent)
    print(f"{len(spent)} messages: p50 {p50:.3f} ms, worst {worst:.2f} ms", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
