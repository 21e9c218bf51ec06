"""``iaccheck graph``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from ..catalogue import Catalogue
from ..frontends import Options
from ..reports.escape import printable
from ..reports.graph import RENDERERS
from ..scan import Scanner
from ..selection import Selection
from .inputs import common_options, environment_of, parameters_of, paths_and_stdin, variables_of


@click.command("graph")
@common_options
@click.option("--format", "-f", "format_", type=click.Choice(list(RENDERERS)), default="json", show_default=True)
def command(paths: Sequence[str], paths_from: str | None, root: str | None, var_files: Sequence[str],
            variables: Sequence[str], env_vars: bool, workspace: str | None, terraform_dir: str | None,
            parameter_files: Sequence[str], format_: str) -> None:
    """Print the resource graph as the policies see it."""
    named, stdin = paths_and_stdin(paths, paths_from)
    options = Options(variables=variables_of(variables), var_files=tuple(var_files), terraform_dir=terraform_dir,
                      environment=environment_of(env_vars), workspace=workspace,
                      parameters=parameters_of(parameter_files))
    scanner = Scanner(Catalogue([]), Selection(), options, root=root)
    context, _ = scanner.load(named, stdin)
    scanner.registry.link(context.graph)
    text = RENDERERS[format_](context.graph, scanner.registry)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
    for problem in context.errors:
        click.echo(f"error: {printable(str(problem))}", err=True)
    sys.exit(2 if context.errors else 0)
