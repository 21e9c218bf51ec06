"""What a frontend is: it reads one format and puts resources into the graph.

A frontend is a package below this one with a light module ``recognise`` (imported for every scan) and a module
``load`` (imported when there is something for it).  It knows the syntax of its format and how that is evaluated; no
provider and no policy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ..files import Files, InputError
from ..graph import Graph, Reason, Unknown, Value

Computed = Callable[[str, Mapping[str, Value], str], Value]
"""``(type, attributes, attribute)`` → the value of an attribute that the configuration does not set, if it can be
worked out from those that it does (the ``json`` of an ``aws_iam_policy_document``), else an ``Unknown``."""


def nothing_computed(type_: str, attributes: Mapping[str, Value], attribute: str) -> Value:  # noqa: ARG001
    """The ``Computed`` that knows nothing."""
    return Unknown(Reason.DATA_SOURCE if type_.startswith("data.") else Reason.COMPUTED)


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to load: a Terraform directory, or one file."""

    frontend: str
    """``terraform``, ``plan``, ``cloudformation`` or ``kubernetes``."""
    path: str
    """Relative to the root, with ``/``; the directory itself is ``.``."""
    data: bytes | None = None
    """The content, where discovery has read it to recognise it."""
    files: tuple[str, ...] = ()
    """For a Terraform directory: the names of the files asked for; empty means all of them."""


@dataclass(slots=True)
class Options:
    """What the command line and the configuration say about evaluation."""

    variables: Mapping[str, str] = field(default_factory=dict)
    var_files: Sequence[str] = ()
    """As given: relative to the working directory of the user, not to the root."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Terraform variables that the environment gives (``TF_VAR_name``), where the user asked for them."""
    workspace: str | None = None
    """Terraform's workspace; None: the one that is selected in the directory, or ``default``."""
    changed_only: bool = False
    """Of a plan, only the resources that it changes are judged; the others are still there to be referred to."""
    terraform_dir: str | None = None
    """Where the configuration of a plan lies: as the user gives it, for frontends relative to the root; None: it is
    used where it is found beside the plan."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Values of CloudFormation parameters; a template takes those that it declares."""
    validate: bool = False
    """Whether templates are checked by cfn-lint as well."""


@dataclass(slots=True)
class Context:
    """What a frontend works with: where to read, where to put resources and errors."""

    files: Files
    graph: Graph
    options: Options = field(default_factory=Options)
    computed: Computed = nothing_computed
    errors: list[InputError] = field(default_factory=list)
    """Input that could not be read or parsed.  Its neighbours are still loaded."""
    warnings: list[InputError] = field(default_factory=list)
    """What was left out for a good reason: a chart's template that is not rendered, a module that is not on disk."""
    read: set[str] = field(default_factory=set)
    """The files that were read, for the summary."""

    def error(self, file: str, message: str, line: int = 0, column: int = 0) -> None:
        self.errors.append(InputError(file, message, line, column))

    def warning(self, file: str, message: str, line: int = 0, column: int = 0) -> None:
        self.warnings.append(InputError(file, message, line, column))


class Frontend(Protocol):
    """The module ``load`` of a frontend's package."""

    def load(self, inputs: Sequence[Input], context: Context) -> None:
        """Put the resources of the inputs into ``context.graph``.  Bad input becomes ``context.errors``."""
