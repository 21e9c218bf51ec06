"""The group of commands.  ``iaccheck PATH...`` is ``iaccheck scan PATH...``; a command is imported when it is run."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from .. import __version__

COMMANDS = {"scan": "Scan files and directories.", "graph": "Print the resource graph as the policies see it.",
            "policies": "List the policies.", "explain": "Say what a policy looks for, why, and how to mend it."}


class Group(click.Group):
    """Commands by name, each from the module of its name; what is no command is a path to scan."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"{__package__}.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in COMMANDS and args[0] not in ("--help", "-h", "--version"):
            args = ["scan", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Group, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="iaccheck")
def cli(**options: Any) -> None:
    """Say what is dangerous in infrastructure as code, before it is applied.

    `iaccheck PATH...` is short for `iaccheck scan PATH...`.
    """
