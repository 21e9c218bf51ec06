"""The configuration of one directory: its files parsed, overrides merged, blocks sorted by what they declare."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field

from ...files import MAX_SOURCE_BYTES, InputError
from ...graph import Span
from .. import Context
from .parser import parse_file
from .recognise import recognise_name
from .syntax import Attribute, Block, Body, Expression, Literal, ParseError, SourceFile


@dataclass(slots=True)
class Configuration:
    """What the files of a directory declare."""

    directory: str
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Attribute] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    resources: dict[tuple[str, str, str], Block] = field(default_factory=dict)
    """``(mode, type, name)`` → block; the mode is ``resource``, ``data`` or ``ephemeral``."""
    duplicates: list[Block] = field(default_factory=list)
    """Resources of a name that was taken: an error, but what they would make is judged all the same."""
    modules: dict[str, Block] = field(default_factory=dict)
    providers: list[Block] = field(default_factory=list)
    fragment: bool = False
    """Whether only some of the directory's files are in it: what they refer to can be elsewhere."""


class Configurations:
    """The configurations of a scan, each directory parsed once."""

    def __init__(self, context: Context, documents: dict[str, bytes] | None = None) -> None:
        self.context = context
        self._documents = documents or {}
        self._known: dict[tuple[str, tuple[str, ...]], Configuration] = {}

    def load(self, directory: str, names: tuple[str, ...] = ()) -> Configuration:
        """The configuration of a directory; of some of its files only, where they are named."""
        found = self._known.get((directory, names))
        if found is None:
            found = self._known[directory, names] = self._read(directory, names)
        return found

    def _read(self, directory: str, names: tuple[str, ...]) -> Configuration:
        configuration = Configuration(directory, fragment=bool(names) or directory in self._documents)
        overrides: list[Block] = []
        for name in names or self._names(directory):
            path = posixpath.normpath(posixpath.join(directory, name))
            body = self._parse(path)
            stem = name.partition(".")[0]
            if stem == "override" or stem.endswith("_override"):
                overrides += body.blocks
            else:
                _declare(configuration, body.blocks, self.context)
        _override(configuration, overrides)
        return configuration

    def _names(self, directory: str) -> list[str]:
        if directory in self._documents:
            return [""]
        try:
            names = [n for n in self.context.files.list(directory) if recognise_name(n)]
            of_opentofu = {n.replace(".tofu", ".tf", 1) for n in names if n.endswith((".tofu", ".tofu.json"))}
            return [n for n in names if n not in of_opentofu]  # OpenTofu reads main.tofu in place of main.tf
        except InputError as error:
            self.context.errors.append(error)
            return []

    def _parse(self, path: str) -> Body:
        context = self.context
        try:
            data = self._documents[path] if path in self._documents else context.files.read(path, MAX_SOURCE_BYTES)
        except InputError as error:
            context.errors.append(error)
            return Body()
        context.read.add(path)

        def report(problem: ParseError) -> None:
            context.error(path, problem.message, problem.line, problem.column)

        if path.endswith(".json"):
            from .json_syntax import parse_json

            return parse_json(path, data, report)
        parsed = parse_file(SourceFile(path, data), report)
        for problem in parsed.problems:
            report(problem)
        return parsed.body


def _declare(configuration: Configuration, blocks: Iterable[Block], context: Context) -> None:
    for block in blocks:
        labels = block.labels
        if block.type == "locals":
            for name, attribute in block.body.attributes.items():
                if name in configuration.locals:
                    _duplicate("local value definition", f'A local value named "{name}"', attribute.span,
                               configuration.locals[name].span, context)
                configuration.locals[name] = attribute
        elif block.type in ("resource", "data", "ephemeral") and len(labels) == 2:
            key = (block.type, labels[0], labels[1])
            if key in configuration.resources:
                _duplicate(f'{block.type} "{labels[0]}" configuration', f'One named "{labels[1]}"', block.span,
                           configuration.resources[key].span, context)
                configuration.duplicates.append(block)
                continue
            configuration.resources[key] = block
        elif len(labels) == 1:
            table = {"variable": configuration.variables, "output": configuration.outputs,
                     "module": configuration.modules}.get(block.type)
            if table is not None:
                if labels[0] in table:
                    _duplicate(_DECLARATIONS[block.type], f'One named "{labels[0]}"', block.span,
                               table[labels[0]].span, context)
                table[labels[0]] = block
            elif block.type == "provider":
                configuration.providers.append(block)


_DECLARATIONS = {"variable": "variable declaration", "output": "output definition", "module": "module call"}


def _duplicate(what: str, which: str, span: Span, first: Span, context: Context) -> None:
    context.error(span.file, f"Duplicate {what}: {which} was already declared at {first.file}:{first.line}", span.line,
                  span.column)


def _override(configuration: Configuration, overrides: list[Block]) -> None:
    """Terraform merges override files: attributes replace attributes, nested blocks replace those of their type."""
    for block in overrides:
        if block.type == "locals":
            configuration.locals.update(block.body.attributes)
            continue
        table: dict[str, Block] | None = {"variable": configuration.variables, "output": configuration.outputs,
                                          "module": configuration.modules}.get(block.type)
        if table is not None and len(block.labels) == 1 and block.labels[0] in table:
            table[block.labels[0]] = _merged(table[block.labels[0]], block)
        elif len(block.labels) == 2:
            key = (block.type, block.labels[0], block.labels[1])
            if key in configuration.resources:
                configuration.resources[key] = _merged(configuration.resources[key], block)


def _merged(original: Block, override: Block) -> Block:
    replaced = {b.labels[0] if b.type == "dynamic" and b.labels else b.type for b in override.body.blocks}
    kept = [b for b in original.body.blocks
            if (b.labels[0] if b.type == "dynamic" and b.labels else b.type) not in replaced]
    body = Body({**original.body.attributes, **override.body.attributes}, [*kept, *override.body.blocks])
    return Block(original.type, original.labels, body, original.file, original.start, original.header_end, original.end)


def literal_string(expression: Expression | None) -> str | None:
    """The string that an expression is written as, if it is one."""
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        return expression.value
    return None


def local_source(block: Block, directory: str) -> str | None:
    """The directory of a module call with a local source, relative to the scanned root."""
    attribute = block.body.attributes.get("source")
    source = literal_string(attribute.expression) if attribute is not None else None
    if source is None or (not source.startswith(("./", "../")) and source not in (".", "..")):
        return None
    return posixpath.normpath(posixpath.join(directory, source))
