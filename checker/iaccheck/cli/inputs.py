"""The options that say what to read, shared by the commands that read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

C = TypeVar("C", bound=Callable[..., Any])


def common_options(function: C) -> C:
    """PATH..., ``--paths-from``, ``--root``, and what variables, a plan's configuration and parameters are."""
    for option in reversed((
        click.argument("paths", nargs=-1, metavar="PATH..."),
        click.option("--paths-from", metavar="FILE", help="Read paths from a file, one a line; - for standard input."),
        click.option("--root", metavar="DIR", type=click.Path(exists=True, file_okay=False),
                     help="The directory outside of which nothing is opened.  Default: what the PATHs have in common."),
        click.option("--var-file", "var_files", multiple=True, metavar="FILE", help="A Terraform variables file."),
        click.option("--var", "variables", multiple=True, metavar="NAME=VALUE", help="A Terraform variable."),
        click.option("--env-vars", is_flag=True, help="Take Terraform variables from TF_VAR_name in the environment."),
        click.option("--workspace", metavar="NAME", help="Terraform's workspace.  Default: the one that is selected."),
        click.option("--terraform-dir", metavar="DIR", type=click.Path(exists=True, file_okay=False),
                     help="Where the configuration of a plan lies.  Default: beside the plan, if it is there."),
        click.option("--parameters", "parameter_files", multiple=True, metavar="FILE",
                     help="Values of CloudFormation parameters: a file for the AWS command line or CodePipeline."),
    )):
        function = option(function)
    return function


def paths_and_stdin(paths: Sequence[str], paths_from: str | None) -> tuple[list[str], bytes | None]:
    """All paths that are named, and what standard input holds when ``-`` is one of them."""
    named = list(paths)
    if paths_from is not None:
        if paths_from == "-" and "-" in named:
            raise click.UsageError("standard input cannot be both the list of paths and a document")
        try:
            with click.open_file(paths_from, encoding="utf-8", errors="surrogateescape") as lines:
                named += [line.rstrip("\r\n") for line in lines if line.strip()]
        except OSError as error:
            raise click.UsageError(f"cannot read {paths_from}: {error.strerror}") from None
    if not named:
        raise click.UsageError("name a path to scan (- for standard input)")
    return named, sys.stdin.buffer.read() if "-" in named else None


def variables_of(assignments: Sequence[str]) -> dict[str, str]:
    """``NAME=VALUE`` pairs; a usage error for anything else."""
    variables = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--var {assignment}: write NAME=VALUE")
        variables[name.strip()] = value
    return variables


def environment_of(wanted: bool) -> dict[str, str]:
    """The Terraform variables that the environment gives, if the user wants them."""
    prefix = "TF_VAR_"
    return {n.removeprefix(prefix): v for n, v in os.environ.items() if wanted and n.startswith(prefix)}


def parameters_of(files: Sequence[str]) -> dict[str, str]:
    """The values of CloudFormation parameters that files give; a usage error for a file that cannot be read."""
    if not files:
        return {}
    from ..files import InputError
    from ..frontends.cloudformation.parameters import read_parameters

    try:
        return read_parameters(files)
    except InputError as error:
        raise click.UsageError(f"--parameters: {error}") from None
