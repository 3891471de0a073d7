"""The command line: `cadenza COMMAND`. Each command imports what it needs, so that none pays for another."""

from __future__ import annotations

import os
import sys


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the answer is the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadenza.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["cadenza", *(sys.argv[1:] if arguments is None else arguments)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
