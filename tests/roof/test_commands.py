"""What a command answers before it has done anything: no process, no database."""

from __future__ import annotations

import pytest

from cadenza import __version__, cli, upkeep


def test_a_command_on_a_database_without_its_tables_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, not the 1 with which `verify` says that a chain is broken; and the worker does not try for ever."""
    monkeypatch.setattr(cli, "start_django", lambda: None)
    monkeypatch.setattr(upkeep, "unapplied_migrations", lambda: ["plans.0002_more"])
    for command in (["verify"], ["backup", "FILE"], ["retention", "--check"], ["retention"], ["keys", "rotate"], ["worker"]):
        assert cli.main(command) == cli.NOT_USABLE, command
        assert capsys.readouterr().err.endswith("the first is plans.0002_more. Run: cadenza migrate\n")


def test_the_version_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"cadenza {__version__}\n")
