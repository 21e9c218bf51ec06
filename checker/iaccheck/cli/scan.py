"""``iaccheck scan``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from ..files import MAX_FILE_BYTES, Files, InputError, common_root, digest, read_regular
from ..frontends import Options
from ..memory import Memory, Printed, default_folder
from ..reports import FORMATS
from ..reports.escape import printable, workflow_safe
from .inputs import common_options, environment_of, parameters_of, paths_and_stdin, variables_of
from .progress import Progress

if TYPE_CHECKING:
    from ..config import Settings
    from ..scan import Result, Scanner

LEVELS = ("low", "medium", "high", "critical", "never")
DEFECT = 3
DEFECTIVE = "defect in iaccheck, please report it"
EXIT_ORDER = {0: 0, 2: 1, 1: 2, DEFECT: 3}
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
@click.option("--validate", is_flag=True, help="Have cfn-lint check CloudFormation templates as well.")
@click.option("--changed-only", is_flag=True, help="Of a plan, judge what it changes and nothing else.")
@click.option("--config", metavar="FILE", help="A configuration file (YAML) with these options.")
@click.option("--quiet", "-q", is_flag=True, help="Findings and errors only: no progress, warnings or summary.")
@click.option("--no-color", is_flag=True, help="No colour, on a terminal either.")
@click.option("--no-cache", is_flag=True, help="Scan anew, even if nothing has changed since the last scan.")
@click.pass_context
def command(ctx: click.Context, /, paths: Sequence[str], paths_from: str | None, root: str | None, separate: bool,
            quiet: bool, no_color: bool, no_cache: bool, **others: Any) -> None:  # noqa: ARG001 - in ctx.params
    """Scan files and directories: Terraform, plans, CloudFormation, Kubernetes.

    Exit status: 0 nothing at or above --fail-on; 1 findings; 2 wrong usage, or input that cannot be read; 3 a defect.
    """
    named, stdin = paths_and_stdin(paths, paths_from)
    pairs: list[tuple[str, str | None]] = ctx.meta["iaccheck.outputs"]
    on_terminal = sys.stdout.isatty() and not no_color and "NO_COLOR" not in os.environ
    style = [(format_, on_terminal and output is None) for format_, output in pairs]
    asked = {n: _content(v) for n, v in ctx.params.items() if n not in ("paths", "paths_from", "outputs")}
    anew = no_cache or ctx.params["config"] is not None  # a configuration may name further files
    memory = None if anew else Memory(default_folder(), {
        **asked, "style": style, "stdin": stdin, "environment": environment_of(ctx.params["env_vars"])})
    work = _Work(ctx.params, style, Progress(show=not quiet and sys.stderr.isatty()))
    status, started, beside = 0, set[str](), ctx.params["terraform_dir"]
    for group in [[p] for p in named] if separate else [named]:
        place = root or common_root(group if beside is None else [*group, beside])
        printed = memory.recall(place, group) if memory is not None else None
        if printed is None:
            result = work.scan(group, stdin)
            printed = work.printed(result)
            if memory is not None and not any(DEFECTIVE in line for line in printed.diagnostics):
                memory.keep(place, group, result.files, printed)
        if separate and not quiet and any(f == "text" for f, _ in pairs):
            click.echo(f"── {printable(group[0])}")
        for text, (_, output) in zip(printed.reports, pairs, strict=True):
            _write(text, output, started)
        for line in printed.diagnostics:
            click.echo(line, err=True)
        status = max(status, printed.status, key=EXIT_ORDER.__getitem__)
    sys.exit(status)


def _content(value: Any) -> Any:
    """An option's value; with their contents for the files that it names."""
    if isinstance(value, list | tuple):
        return [_content(v) for v in value]
    if isinstance(value, str) and os.path.isfile(value):
        try:
            return [value, digest(read_regular(value, value, MAX_FILE_BYTES))]
        except InputError as error:
            return [value, str(error)]
    return value


class _Work:
    """The scans of one command: policies and providers are loaded once, and only when something is to be scanned."""

    def __init__(self, params: Mapping[str, Any], style: Sequence[tuple[str, bool]], progress: Progress) -> None:
        self.params = params
        self.style = style
        self.progress = progress

    @cached_property
    def scanner(self) -> Scanner:
        from ..catalogue import Catalogue
        from ..scan import Scanner
        from ..selection import UnknownPolicy, select

        params = self.params
        only, skip, variables, var_files = (list(params[n]) for n in ("only", "skip", "variables", "var_files"))
        if self.settings is not None:
            only += self.settings.policies
            skip += self.settings.skip_policies
            variables = [*self.settings.variables, *variables]
            var_files = [*self.settings.var_files, *var_files]
        catalogue = Catalogue()
        try:
            selection = select(catalogue, only, skip)
        except UnknownPolicy as error:
            raise click.UsageError(str(error)) from None
        options = Options(variables=variables_of(variables), var_files=tuple(var_files),
                          environment=environment_of(params["env_vars"]), workspace=params["workspace"],
                          changed_only=params["changed_only"], terraform_dir=params["terraform_dir"],
                          parameters=parameters_of(params["parameter_files"]), validate=params["validate"])
        return Scanner(catalogue, selection, options, progress=self.progress, root=params["root"])

    @cached_property
    def settings(self) -> Settings | None:
        if self.params["config"] is None:
            return None
        from ..config import load

        try:
            return load(self.params["config"])
        except InputError as error:
            raise click.UsageError(str(error)) from None

    def scan(self, group: list[str], stdin: bytes | None) -> Result:
        """Scan some paths as one project."""
        try:
            return _alone(self.scanner, group, stdin) if self.params["separate"] else self.scanner.scan(group, stdin)
        finally:
            self.progress.clear()

    def printed(self, result: Result) -> Printed:
        """What there is to print of a scan."""
        from ..reports import report

        quiet, fail_on = self.params["quiet"], self.params["fail_on"]
        if fail_on is None:
            fail_on = (self.settings.fail_on if self.settings is not None else None) or "low"
        reports = [report(format_).render(result, self.scanner.catalogue, colour=colour, quiet=quiet)
                   for format_, colour in self.style]
        return Printed(reports, list(_diagnostics(result, quiet)), _status(result, fail_on))


def _alone(scanner: Scanner, group: list[str], stdin: bytes | None) -> Result:
    """One of several projects: whatever breaks it, a defect of ours among that, is an error of its own report."""
    from ..engine import where
    from ..scan import Result

    try:
        result = scanner.scan(group, stdin)
    except Exception as error:
        result = Result(root=group[0], files=Files(group[0]), defects=[where(error)])
    result.errors += [InputError(group[0], f"{DEFECTIVE}: {d}") for d in result.defects]
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


def _diagnostics(result: Result, quiet: bool) -> Iterator[str]:
    for label, problems in (("error", result.errors), ("warning", () if quiet else result.warnings)):
        for problem in problems:
            yield workflow_safe(f"{label}: {printable(str(problem))}")
    for defect in result.defects:
        yield f"{DEFECTIVE}: {printable(defect)}"


def _status(result: Result, fail_on: str) -> int:
    from ..findings import Severity, Status

    if result.defects:
        return DEFECT
    if fail_on != "never" and any(f.status is Status.FAIL and f.severity >= Severity.parse(fail_on)
                                  for f in result.findings):
        return 1
    return 2 if result.errors else 0
