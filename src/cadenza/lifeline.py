"""Ties a process to the one that started it, so that a crash leaves nothing behind. Standard library only."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import sys


def end_with_parent(by: int) -> None:
    """Have Linux signal this process when the one that started it is gone; elsewhere it stays until stopped.

    A child of `multiprocessing` that took long to get here may be an orphan already: it ends at once.
    """
    if sys.platform == "linux":
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, int(by))
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:
        os.kill(os.getpid(), by)
