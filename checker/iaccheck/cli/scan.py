"""``iaccheck scan``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from ..catalogue import Catalogue
from ..engine import where
from ..files import Files, InputError
from ..findings import Severity, Status
from ..frontends import Options
from ..reports import FORMATS, report
from ..reports.escape import printable, workflow_safe
from ..scan import Result, Scanner
from ..selection import UnknownPolicy, select
from .inputs import common_options, paths_and_stdin, variables_of
from .progress import Progress

LEVELS = [*(s.label for s in Severity), "never"]
EXIT_ORDER = {0: 0, 2: 1, 1: 2, 3: 3}
"""Findings win over errors, a defect over both."""


class ScanCommand(click.Command):
    """Keeps which ``--output`` follows which ``--format``: click alone forgets the order of different options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta["iaccheck.outputs"] = _pairs(args)
        return super().parse_args(ctx, args)


def _pairs(args: Sequence[str]) -> list[tuple[str, str | None]]:
    pairs: list[tuple[str, str | None]] = []
    words = iter(args)
    for word in words:
        if word == "--":
            break
        name, has_value, value = word.partition("=")
        if name not in ("--format", "--output", "-f", "-o"):
            continue
        given = value if has_value else next(words, "")
        if name in ("--format", "-f"):
            pairs.append((given, None))
        elif pairs and pairs[-1][1] is None:
            pairs[-1] = (pairs[-1][0], given)
        else:
            pairs.append(("text", given))
    return pairs or [("text", None)]


@click.command("scan", cls=ScanCommand)
@common_options
@click.option("--separate", is_flag=True, help="Treat every PATH as a project of its own, with its own report.")
@click.option("--format", "-f", "formats", multiple=True, type=click.Choice(FORMATS), help="Default: text.")
@click.option("--output", "-o", "outputs", multiple=True, metavar="FILE",
              help="Where the report of the --format before it goes.")
@click.option("--fail-on", type=click.Choice(LEVELS), default=None,
              help="The least severity that makes the exit status 1.  Default: low.")
@click.option("--policy", "only", multiple=True, metavar="ID", help="Apply this policy (or another tool's check) only.")
@click.option("--skip-policy", "skip", multiple=True, metavar="ID", help="Leave this policy (or check) out.")
@click.option("--config", metavar="FILE", help="A configuration file (YAML) with these options.")
@click.option("--quiet", "-q", is_flag=True, help="Findings and errors only: no progress, warnings or summary.")
@click.option("--no-color", is_flag=True, help="No colour, on a terminal either.")
@click.pass_context
def command(ctx: click.Context, paths: Sequence[str], paths_from: str | None, root: str | None, separate: bool,
            formats: Sequence[str], outputs: Sequence[str], fail_on: str | None,  # noqa: ARG001
            only: Sequence[str], skip: Sequence[str], config: str | None, var_files: Sequence[str],
            variables: Sequence[str], terraform_dir: str | None, quiet: bool, no_color: bool) -> None:
    """Scan files and directories: Terraform, plans, CloudFormation, Kubernetes.

    Exit status: 0 nothing at or above --fail-on; 1 findings; 2 wrong usage, or input that cannot be read; 3 a defect.
    """
    named, stdin = paths_and_stdin(paths, paths_from)
    catalogue = Catalogue()
    if config is not None:
        from ..config import load

        try:
            settings = load(config)
        except InputError as error:
            raise click.UsageError(str(error)) from None
        only, skip = [*only, *settings.policies], [*skip, *settings.skip_policies]
        variables = [*settings.variables, *variables]
        var_files = [*settings.var_files, *var_files]
        fail_on = fail_on or settings.fail_on
    try:
        selection = select(catalogue, only, skip)
    except UnknownPolicy as error:
        raise click.UsageError(str(error)) from None
    options = Options(variables=variables_of(variables), var_files=tuple(var_files), terraform_dir=terraform_dir)
    progress = Progress(show=not quiet and sys.stderr.isatty())
    scanner = Scanner(catalogue, selection, options, progress=progress, root=root)
    pairs: list[tuple[str, str | None]] = ctx.meta["iaccheck.outputs"]
    colour = sys.stdout.isatty() and not no_color and "NO_COLOR" not in os.environ
    status, started = 0, set[str]()
    for group in [[p] for p in named] if separate else [named]:
        result = _alone(scanner, group, stdin) if separate else scanner.scan(group, stdin)
        progress.clear()
        if separate and not quiet and any(f == "text" for f, _ in pairs):
            click.echo(f"── {printable(group[0])}")
        for format_, output in pairs:
            text = report(format_).render(result, catalogue, colour=colour and output is None, quiet=quiet)
            _write(text, output, started)
        _diagnose(result, quiet)
        status = max(status, _status(result, fail_on or "low"), key=EXIT_ORDER.__getitem__)
    sys.exit(status)


def _alone(scanner: Scanner, group: list[str], stdin: bytes | None) -> Result:
    """One of several projects: whatever breaks it, a defect of ours among that, is an error of its own report."""
    try:
        result = scanner.scan(group, stdin)
    except Exception as error:
        result = Result(root=group[0], files=Files(group[0]), defects=[where(error)])
    result.errors += [InputError(group[0], f"defect in iaccheck, please report it: {d}") for d in result.defects]
    result.defects = []
    return result


def _write(text: str, output: str | None, started: set[str]) -> None:
    data = text.encode("utf-8", "backslashreplace")
    if output is None or output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        with open(output, "ab" if output in started else "wb") as file:
            file.write(data)
    except OSError as error:
        raise click.UsageError(f"cannot write {output}: {error.strerror}") from None
    started.add(output)


def _diagnose(result: Result, quiet: bool) -> None:
    for label, problems in (("error", result.errors), ("warning", () if quiet else result.warnings)):
        for problem in problems:
            click.echo(workflow_safe(f"{label}: {printable(str(problem))}"), err=True)
    for defect in result.defects:
        click.echo(f"defect in iaccheck, please report it: {printable(defect)}", err=True)


def _status(result: Result, fail_on: str) -> int:
    if result.defects:
        return 3
    if fail_on != "never" and any(f.status is Status.FAIL and f.severity >= Severity.parse(fail_on)
                                  for f in result.findings):
        return 1
    return 2 if result.errors else 0
