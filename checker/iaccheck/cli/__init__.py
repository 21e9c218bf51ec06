"""The command line: options and exit statuses, nothing of how anything is done."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """The program ``iaccheck``.  What nobody foresaw is one line and exit status 3, never a traceback."""
    from .main import cli

    gc.disable()  # what a scan makes lives until its end: collecting finds nothing and costs a tenth of the time
    try:
        cli(prog_name="iaccheck", args=sys.argv[1:])
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        from ..engine import where

        sys.stderr.write(f"defect in iaccheck, please report it: {where(error)}\n")
        sys.exit(3)


__all__ = ["main"]
