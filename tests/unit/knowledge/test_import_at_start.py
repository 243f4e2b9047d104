"""What the operator reads at a start over files that an editor has broken."""

import shutil

from bot.app import import_content_files
from bot.logs import set_up_logs
from bot.server.metrics import Monitor
from bot.settings import KNOWLEDGE


async def test_every_broken_file_is_told(database, tmp_path, monkeypatch, root_logger, capsys):
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    broken = sorted(folder.rglob("*.md"))[:2]
    for file in broken:
        file.write_text("---\n", encoding="utf-8")
    monkeypatch.setattr("bot.app.KNOWLEDGE", folder)
    set_up_logs("info", "text")
    await import_content_files(database, Monitor())
    told = capsys.readouterr().err
    assert all(str(file) in told for file in broken)
    assert told.count("The bot goes on with what was imported last") == 1
