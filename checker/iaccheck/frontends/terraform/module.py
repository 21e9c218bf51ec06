"""Module instances: variables, locals, resources and outputs, each evaluated when something asks, and once."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ...graph import Reason, Sensitive, Unknown, Value
from .. import Context
from .configuration import Configuration, Configurations, literal_string, local_source
from .evaluator import CONSTANTS, Frame, evaluate
from .functions import Environment, call
from .syntax import Attribute, Bad, Block, Body, GetAttr, Index, Step, Variable
from .types import convert, parse_type, to_string
from .values import (
    BlockValue,
    EvaluationError,
    LazyObject,
    LimitError,
    SetValue,
    Unexpanded,
    UnresolvedError,
    derived,
    plain,
)

MAX_INSTANCES = 10_000
"""How many instances one block may have."""
MAX_ALL_INSTANCES = 30_000
"""How many instances a root module may have, with all its modules."""
MAX_MODULE_DEPTH = 32
MAX_REFERENCE_DEPTH = 400
"""How long a chain of references may be."""
META = frozenset(["count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection", "providers"])

sys.setrecursionlimit(max(sys.getrecursionlimit(), 30_000))


class Instance(NamedTuple):
    """One instance of a resource or module block."""

    address: str
    frame: Frame


class World:
    """What the module instances of one root module share."""

    def __init__(self, context: Context, configurations: Configurations, root: str, manifest: dict[str, str],
                 workspace: str = "default") -> None:
        self.context = context
        self.workspace = workspace
        self.configurations = configurations
        self.root = root
        self.manifest = manifest
        """Module path (``vpc.subnets``) → directory, as ``terraform init`` wrote it down."""
        self.touched: set[str] = set()
        """The resource instances that the evaluation under way has referred to."""
        self.instances = 0
        self.lenient = False
        """Whether what is not declared is a value that is not known, rather than an error."""
        self.stack: list[str] = []
        self._said: set[tuple[str, int, str]] = set()
        self.unresolved: list[str] = []
        """What the evaluation under way would have Terraform complain about, though there is a value all the same."""

    def tracked(self, name: str, work: Callable[[], Value]) -> tuple[Value, frozenset[str]]:
        """The value and the resource instances that it was made of."""
        if len(self.stack) > MAX_REFERENCE_DEPTH:
            raise LimitError(f"references are nested more than {MAX_REFERENCE_DEPTH} deep")
        outer, self.touched = self.touched, set()
        self.stack.append(name)
        try:
            value = work()
            return value, frozenset(self.touched)
        finally:
            self.stack.pop()
            self.touched = outer

    def explain(self, error: EvaluationError, attribute: Attribute) -> Unknown:
        """The value of what cannot be evaluated; the reason becomes an error or, in a fragment, a warning."""
        self.unresolved.clear()
        start = error.start if attribute.start <= error.start <= attribute.end else attribute.value_start
        line, column = attribute.file.position(start)
        key = (attribute.file.path, line, error.message)
        if key not in self._said:
            self._said.add(key)
            say = self.context.error if isinstance(error, LimitError) else self.context.warning
            say(attribute.file.path, error.message, line, column)
        reason = Reason.LIMIT if isinstance(error, LimitError) else Reason.ERROR
        return Unknown(reason, attribute.text[:80])


    def complain(self, attribute: Attribute) -> None:
        """Tell what did not resolve while an attribute was evaluated."""
        for message in dict.fromkeys(self.unresolved):
            self.explain(UnresolvedError(message), attribute)
        self.unresolved.clear()


class Module:
    """One instance of a module: the root, or one that a call made."""

    def __init__(self, world: World, configuration: Configuration, address: str, parent: Module | None = None,
                 block: Block | None = None, frame: Frame | None = None) -> None:
        self.world = world
        self.configuration = configuration
        self.address = address
        self.parent = parent
        self.block = block
        """The call that made it."""
        self.call_frame = frame
        """What the call's arguments can see."""
        self.given: dict[str, Value] = {}
        """The root module's variables that have a value from outside."""
        self.frame = Frame(self, {})
        self._values: dict[tuple[str, str], tuple[Value, frozenset[str]]] = {}
        self._busy: set[tuple[str, str]] = set()
        self._expansions: dict[str, dict[str | int | None, Instance] | Unknown] = {}
        self._objects: dict[str, ResourceObject] = {}
        self._children: dict[str, dict[str | int | None, Module]] = {}
        self._environment = Environment(world.context.files, world.root, self._render)

    # -- names

    def resolve(self, root: str, steps: tuple[Step, ...], frame: Frame) -> tuple[Value, tuple[Step, ...]]:  # noqa: ARG002
        """The value that a traversal begins with, and the steps that are left."""
        first = steps[0].name if steps and isinstance(steps[0], GetAttr) else None
        match root:
            case "var" if first is not None:
                return self.remembered("var", first, self._variable), steps[1:]
            case "local" if first is not None:
                return self.remembered("local", first, self._local), steps[1:]
            case "module" if first is not None:
                value = self._module(first)
                return value.whole() if isinstance(value, ModuleObject) and len(steps) == 1 else value, steps[1:]
            case "path" if first is not None:
                return self._path(first), steps[1:]
            case "terraform" if first == "workspace":
                return self.world.workspace, steps[1:]
            case "each":
                raise EvaluationError('Reference to "each" in context without for_each: it can be used only in module '
                                      'and resource blocks whose "for_each" argument is set')
            case "count":
                raise EvaluationError('Reference to "count" in non-counted context: it can be used only in module, '
                                      'resource and data blocks whose "count" argument is set')
            case "self":
                return Unknown(Reason.PARTIAL, ".".join([root, *([first] if first else [])])), steps[1:]
            case "data" | "ephemeral" if first is not None and len(steps) > 1 and isinstance(steps[1], GetAttr):
                return self._resource(root, first, steps[1].name, steps[2:]), steps[2:]
        if first is None:
            raise UnresolvedError(f'Invalid reference: a reference to a resource type must be followed by at least one '
                             f'attribute access, specifying the resource name ("{root}")')
        return self._resource("resource", root, first, steps[1:]), steps[1:]

    def call(self, name: str, arguments: list[Value]) -> Value:
        """The result of a function."""
        return call(name, arguments, self._environment)

    def aside(self, work: Callable[[], Value]) -> Value:
        """A value whose type alone matters: what it refers to is not noted."""
        outer, self.world.touched = self.world.touched, set()
        try:
            return work()
        finally:
            self.world.touched = outer

    def _render(self, text: str, path: str, variables: dict[str, Value]) -> Value:
        from .parser import parse_template
        from .syntax import SourceFile

        if len(self.world.stack) > MAX_REFERENCE_DEPTH:
            raise LimitError("templates are nested too deep")
        expression = parse_template(text, SourceFile(path, text.encode("utf-8", "surrogatepass")), 0, 0)
        if isinstance(expression, Bad):
            raise EvaluationError(f"{path}: {expression.message}")
        self.world.stack.append(path)
        try:
            return evaluate(expression, Frame(_TemplateNames(self), variables))
        except EvaluationError as error:
            error.start, error.argument = -1, 1
            error.message = error.message if error.message.startswith(f"{path}: ") else f"{path}: {error.message}"
            raise
        finally:
            self.world.stack.pop()

    def remembered(self, kind: str, name: str, work: Callable[[str], Value]) -> Value:
        """A value that is evaluated once; a cycle is an error with its path."""
        key = (kind, name)
        found = self._values.get(key)
        if found is None:
            shown = self.inside(f"{kind}.{name}")
            if key in self._busy:
                path = self.world.stack[self.world.stack.index(shown):] if shown in self.world.stack else [shown]
                raise EvaluationError(f"Cycle: {', '.join([*path[:20], shown])}")
            self._busy.add(key)
            try:
                found = self.world.tracked(shown, lambda: work(name))
            finally:
                self._busy.discard(key)
            self._values[key] = found
        value, touched = found
        self.world.touched |= touched
        return value

    def inside(self, address: str) -> str:
        """An address with the module's own in front."""
        return f"{self.address}.{address}" if self.address else address

    def attribute(self, attribute: Attribute, frame: Frame) -> Value:
        """An attribute's value; ``Unknown`` with a message where it has none."""
        try:
            value = evaluate(attribute.expression, frame)
            if self.world.unresolved:
                self.world.complain(attribute)
            return value
        except UnresolvedError as error:
            explained = self.world.explain(error, attribute)
            return explained if self.world.lenient else self._as_fragment(attribute, frame, explained)
        except EvaluationError as error:
            return self.world.explain(error, attribute)
        except RecursionError:
            return self.world.explain(LimitError("the expression is nested too deep"), attribute)

    def _as_fragment(self, attribute: Attribute, frame: Frame, explained: Unknown) -> Value:
        """The value as it is known where something is declared elsewhere: a policy says more than one missing name."""
        self.world.lenient = True
        try:
            return evaluate(attribute.expression, frame)
        except (EvaluationError, RecursionError):
            return explained
        finally:
            self.world.lenient = False
            self.world.unresolved.clear()

    # -- variables, locals, paths

    def _variable(self, name: str) -> Value:
        block = self.configuration.variables.get(name)
        if block is None:
            if self.world.lenient:
                return Unknown(Reason.VARIABLE, self.inside(f"var.{name}"))
            raise UnresolvedError(f'Reference to undeclared input variable: an input variable with the name "{name}" '
                                  "has not been declared")
        attributes = block.body.attributes
        default = attributes.get("default")
        value = self._argument(name)
        nullable = attributes.get("nullable")
        if value is _ABSENT or (value is None and nullable is not None
                                and self.attribute(nullable, CONSTANTS) is False and default is not None):
            value = (self.attribute(default, CONSTANTS) if default is not None
                     else Unknown(Reason.VARIABLE, self.inside(f"var.{name}")))
        constraint = attributes.get("type")
        if constraint is not None:
            try:
                value = convert(value, parse_type(constraint.expression))
            except EvaluationError as error:
                value = self.world.explain(EvaluationError(f"Invalid value for input variable {name}: {error.message}"),
                                           self._given_at(name) or default or constraint)
        sensitive = attributes.get("sensitive")
        if sensitive is not None and not isinstance(value, Sensitive) and self.attribute(sensitive, CONSTANTS) is True:
            return Sensitive(value)
        return value

    def _given_at(self, name: str) -> Attribute | None:
        return self.block.body.attributes.get(name) if self.block is not None else None

    def _argument(self, name: str) -> Value:
        if self.block is None or self.parent is None or self.call_frame is None:
            return self.given.get(name, _ABSENT)
        attribute = self.block.body.attributes.get(name)
        if attribute is None or name in ("source", "version"):
            return _ABSENT
        return self.parent.attribute(attribute, self.call_frame)

    def _local(self, name: str) -> Value:
        attribute = self.configuration.locals.get(name)
        if attribute is None:
            if self.world.lenient:
                return Unknown(Reason.VARIABLE, self.inside(f"local.{name}"))
            raise UnresolvedError(f'Reference to undeclared local value: a local value with the name "{name}" has not '
                                  "been declared")
        try:
            value = evaluate(attribute.expression, self.frame)
            if self.world.unresolved:
                self.world.complain(attribute)
            return value
        except UnresolvedError as error:
            explained = self.world.explain(error, attribute)
            return explained if self.world.lenient else self._as_fragment(attribute, self.frame, explained)
        except EvaluationError as error:
            if error.message.startswith("Cycle: "):
                raise
            return self.world.explain(error, attribute)

    def _path(self, name: str) -> Value:
        if name == "module":
            return posixpath.relpath(self.configuration.directory, self.world.root)
        if name in ("root", "cwd"):
            return "."
        raise UnresolvedError(f'Invalid "path" attribute: the "path" object does not have an attribute named "{name}"')

    # -- resources

    def _resource(self, mode: str, type_: str, name: str, rest: tuple[Step, ...]) -> Value:
        block = self.configuration.resources.get((mode, type_, name))
        base = f"{type_}.{name}" if mode == "resource" else f"{mode}.{type_}.{name}"
        if block is None:
            # In a fragment of a configuration the resource is somewhere else: it is one all the same.
            if "_" not in type_:
                raise UnresolvedError(f'Reference to undeclared resource: a {mode} "{type_}" "{name}" '
                                      "has not been declared")
            if not self.configuration.fragment:
                where = f"in {self.address}" if self.address else "in the root module"
                self.world.unresolved.append(f"Reference to undeclared resource: a {_MODES[mode]} "
                                             f'"{type_}" "{name}" has not been declared {where}')
            return Unknown(Reason.DATA_SOURCE if mode == "data" else Reason.COMPUTED, self.inside(base), not_null=True)
        repeated = "count" in block.body.attributes or "for_each" in block.body.attributes
        if rest and isinstance(rest[0], GetAttr) and repeated:
            self.world.unresolved.append(f'Missing resource instance key: because {base} has "count" or "for_each" '
                                         "set, its attributes must be accessed on specific instances")
        elif rest and isinstance(rest[0], Index) and not repeated:
            self.world.unresolved.append(f'Unexpected resource instance key: because {base} does not have "count" or '
                                         '"for_each" set, references to it must not include an index key')
        return self._collected(base, block, lambda key: self.resource(base, block, key))

    def _collected(self, base: str, block: Block, make: Callable[[str | int | None], LazyObject]) -> Value:
        expansion = self.expansion(base, block)
        if isinstance(expansion, Unknown):
            return Unexpanded(make(None), expansion, self.inside(base), "for_each" in block.body.attributes)
        if "count" in block.body.attributes:
            return [make(key) for key in expansion]
        if "for_each" in block.body.attributes:
            return {str(key): make(key) for key in expansion}
        return make(None)

    def resource(self, base: str, block: Block, key: str | int | None) -> ResourceObject:
        """The object of one instance."""
        instance = self.instance(base, block, key)
        found = self._objects.get(instance.address)
        if found is None:
            found = self._objects[instance.address] = ResourceObject(self, block, instance)
        return found

    def instance(self, base: str, block: Block, key: str | int | None) -> Instance:
        """One instance of a block by its key; the one that stands for all where the keys are not known."""
        expansion = self.expansion(base, block)
        if isinstance(expansion, Unknown):
            unknown = derived(expansion, not_null=False)
            name, value = (("count", {"index": derived(expansion, "number")}) if "count" in block.body.attributes else
                           ("each", {"key": derived(expansion, "string"), "value": unknown}))
            return Instance(self.inside(base), self.frame.bind(**{name: value}))
        return expansion[key]

    def instances(self, base: str, block: Block) -> Iterator[str | int | None]:
        """The keys of all instances."""
        expansion = self.expansion(base, block)
        yield from (None,) if isinstance(expansion, Unknown) else expansion

    def expansion(self, base: str, block: Block) -> dict[str | int | None, Instance] | Unknown:
        """The instances of a resource or module block by key, or why they are not known."""
        found = self._expansions.get(base)
        if found is None:
            shown = self.inside(base)
            if shown in self.world.stack:
                raise EvaluationError(f"Cycle: {', '.join([*self.world.stack[self.world.stack.index(shown):], shown])}")
            outer, self.world.touched = self.world.touched, set()
            self.world.stack.append(shown)
            try:
                found = self._expand(base, block)
            finally:
                self.world.stack.pop()
                self.world.touched = outer
            self._expansions[base] = found
        return found

    def _expand(self, base: str, block: Block) -> dict[str | int | None, Instance] | Unknown:
        count, for_each = (block.body.attributes.get(n) for n in ("count", "for_each"))
        if count is not None and for_each is not None:
            self.world.explain(EvaluationError('Invalid combination of "count" and "for_each": they are mutually '
                                               "exclusive"), for_each)
        if count is not None:
            return self._counted(base, count)
        if for_each is not None:
            return self._keyed(base, for_each)
        self._spend(1, None)
        return {None: Instance(self.inside(base), self.frame)}

    def _counted(self, base: str, attribute: Attribute) -> dict[str | int | None, Instance] | Unknown:
        value = self.attribute(attribute, self.frame)
        value = value.value if isinstance(value, Sensitive) else value
        if isinstance(value, Unknown):
            return value
        try:
            number = convert(value, parse_type(Variable("number", 0, 0)))
        except EvaluationError as error:
            error.message = f"Incorrect value type: invalid expression value: {error.message}"
            return self.world.explain(error, attribute)
        try:
            if not isinstance(number, int) or number < 0:
                raise EvaluationError("Invalid count argument: the given value is not a whole number from 0 up")
            self._spend(number, attribute)
        except EvaluationError as error:
            return self.world.explain(error, attribute)
        return {i: Instance(self.inside(f"{base}[{i}]"), self.frame.bind(count={"index": i})) for i in range(number)}

    def _keyed(self, base: str, attribute: Attribute) -> dict[str | int | None, Instance] | Unknown:
        value = self.attribute(attribute, self.frame)
        value = value.value if isinstance(value, Sensitive) else value
        if isinstance(value, (LazyObject, Unexpanded)):
            value = value.unknown()
        if isinstance(value, Unknown):
            return value
        if isinstance(value, SetValue) or (isinstance(value, list) and all(isinstance(v, str) for v in value)):
            if not isinstance(value, SetValue):  # what is meant is clear, and its instances are judged all the same
                self.world.explain(EvaluationError('Invalid for_each argument: the "for_each" argument must be a map, '
                                                   "or set of strings, and this is a list"), attribute)
            unknown = next((v for v in value if isinstance(v, Unknown)), None)
            if unknown is not None:
                return unknown
            value = {to_string(v): v for v in value}
        if not isinstance(value, dict):
            problem = EvaluationError("Invalid for_each argument: the given value must be a map, or set of strings")
            return self.world.explain(problem, attribute)
        try:
            self._spend(len(value), attribute)
        except LimitError as error:
            return self.world.explain(error, attribute)
        return {k: Instance(self.inside(f"{base}[{quoted(k)}]"), self.frame.bind(each={"key": k, "value": v}))
                for k, v in sorted(value.items())}

    def _spend(self, number: int, attribute: Attribute | None) -> None:
        if number > MAX_INSTANCES:
            raise LimitError(f"more than {MAX_INSTANCES} instances of one block ({number})")
        self.world.instances += number
        if self.world.instances > MAX_ALL_INSTANCES:
            raise LimitError(f"more than {MAX_ALL_INSTANCES} instances in one root module",
                        -1 if attribute is None else attribute.value_start)

    # -- child modules

    def _module(self, name: str) -> Value:
        block = self.configuration.modules.get(name)
        if block is None:
            raise UnresolvedError(f'Reference to undeclared module: no module call named "{name}" is declared')
        children = self.children(name)
        if not children:
            expansion = self.expansion(f"module.{name}", block)
            if isinstance(expansion, dict) and not expansion:
                return [] if "count" in block.body.attributes else {}
            return Unknown(Reason.MODULE, self.inside(f"module.{name}"))
        return self._collected(f"module.{name}", block, lambda key: ModuleObject(children[key]))

    def children(self, name: str) -> dict[str | int | None, Module]:
        """The instances of a module call by key; none where the module is not on disk."""
        found = self._children.get(name)
        if found is None:
            found = self._children[name] = {}
            block = self.configuration.modules[name]
            directory = self._directory(name, block)
            if directory is not None:
                base = f"module.{name}"
                configuration = self.world.configurations.load(directory)
                self._check_call(block, configuration)
                for key in self.instances(base, block):
                    instance = self.instance(base, block, key)
                    found[key] = Module(self.world, configuration, instance.address, self, block, instance.frame)
        return found

    def _check_call(self, block: Block, called: Configuration) -> None:
        """Tell arguments that the module lacks, and variables of it that have no value."""
        given, context = block.body.attributes, self.world.context
        for name, attribute in given.items():
            if name not in called.variables and name not in META and name not in ("source", "version"):
                span = attribute.span
                context.warning(span.file, f'Unsupported argument: an argument named "{name}" is not expected here',
                                span.line, span.column)
        for name, variable in called.variables.items():
            if name not in given and "default" not in variable.body.attributes:
                context.warning(block.span.file, f'Missing required argument: the argument "{name}" is required, but '
                                "no definition was found", block.span.line, block.span.column)

    def _directory(self, name: str, block: Block) -> str | None:
        span, context = block.span, self.world.context
        directory = local_source(block, self.configuration.directory)
        if directory is None:
            path = ".".join([*self._calls(), name])
            directory = self.world.manifest.get(path)
            if directory is None:
                source = block.body.attributes.get("source")
                shown = (literal_string(source.expression) or source.text) if source is not None else "nowhere"
                context.warning(span.file, f"module {name} from {shown} is not on disk: what it makes is not known",
                                span.line, span.column)
                return None
        if not context.files.inside(directory):
            context.warning(span.file, f"module {name} lies outside of the scanned root and is not opened "
                            "(--root says where the root is)", span.line, span.column)
            return None
        if not context.files.is_dir(directory):
            context.error(span.file, f"Module not installed: the directory {directory} does not exist", span.line,
                          span.column)
            return None
        chain = [m.configuration.directory for m in self._ancestors()]
        if directory in chain:
            path = " → ".join([*reversed(chain[: chain.index(directory) + 1]), directory])
            context.error(span.file, f"Module cycle: {path}", span.line, span.column)
            return None
        if len(chain) > MAX_MODULE_DEPTH:
            context.error(span.file, f"modules are nested more than {MAX_MODULE_DEPTH} deep", span.line, span.column)
            return None
        return directory

    def _ancestors(self) -> Iterator[Module]:
        module: Module | None = self
        while module is not None:
            yield module
            module = module.parent

    def _calls(self) -> list[str]:
        return [m.block.labels[0] for m in reversed(list(self._ancestors())) if m.block is not None]

    def output(self, name: str) -> Value:
        """The value of an output."""
        return self.remembered("output", name, self._output)

    def _output(self, name: str) -> Value:
        block = self.configuration.outputs.get(name)
        attribute = block.body.attributes.get("value") if block is not None else None
        if attribute is None or block is None:
            raise UnresolvedError(f'Unsupported attribute: the module does not have an output named "{name}"')
        value = self.attribute(attribute, self.frame)
        sensitive = block.body.attributes.get("sensitive")
        if sensitive is not None and not isinstance(value, Sensitive) and self.attribute(sensitive, CONSTANTS) is True:
            return Sensitive(value)
        return value

    # -- bodies

    def body(self, body: Body, frame: Frame, reference: str, top: bool = False) -> dict[str, Value]:
        """The attributes and nested blocks of a body, dynamic blocks expanded."""
        made: dict[str, Value] = BlockValue()
        made.reference = reference  # type: ignore[attr-defined]
        for name, attribute in body.attributes.items():
            if not (top and name in META):
                made[name] = self.attribute(attribute, frame)
        for block in body.blocks:
            if not (top and block.type in META):
                self.nested(block, frame, reference, made)
        return made

    def nested(self, block: Block, frame: Frame, reference: str, into: dict[str, Value]) -> None:
        """Add what one nested block makes."""
        if block.type != "dynamic" or not block.labels:
            blocks = into.setdefault(block.type, [])
            if isinstance(blocks, list):
                blocks.append(self.body(block.body, frame, f"{reference}.{block.type}[{len(blocks)}]"))
            return
        name = block.labels[0]
        for inner in self._dynamic(block, frame):
            if isinstance(inner, Unknown):
                into[name] = inner
                return
            blocks = into.setdefault(name, [])
            if isinstance(blocks, list):
                content, bound = inner
                blocks.append(self.body(content.body, bound, f"{reference}.{name}[{len(blocks)}]"))

    def _dynamic(self, block: Block, frame: Frame) -> Iterator[tuple[Block, Frame] | Unknown]:
        attributes = block.body.attributes
        content = next((b for b in block.body.blocks if b.type == "content"), None)
        each = attributes.get("for_each")
        if content is None or each is None:
            return
        iterator = attributes.get("iterator")
        name = iterator.expression.name if iterator and isinstance(iterator.expression, Variable) else block.labels[0]
        value = self.attribute(each, frame)
        value = value.value if isinstance(value, Sensitive) else value
        if isinstance(value, (LazyObject, Unexpanded)):
            value = value.unknown()
        if isinstance(value, Unknown):
            yield derived(value, not_null=False)
            return
        pairs = (sorted(value.items()) if isinstance(value, dict) else [(v, v) for v in value]
                 if isinstance(value, SetValue) else list(enumerate(value)) if isinstance(value, list) else [])
        if len(pairs) > MAX_INSTANCES:
            yield self.world.explain(LimitError(f"more than {MAX_INSTANCES} blocks ({len(pairs)})"), each)
            return
        for key, item in pairs:
            yield content, frame.bind(**{name: {"key": key, "value": item}})


_ABSENT = object()
_MODES = {"resource": "managed resource", "data": "data resource", "ephemeral": "ephemeral resource"}


def quoted(key: str) -> str:
    """An instance key as Terraform writes it in an address."""
    escaped = key.replace("\\", "\\\\").replace('"', '\\"').replace("${", "$${").replace("%{", "%%{")
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


class _TemplateNames:
    """What a template file can see: its variables and the functions."""

    def __init__(self, module: Module) -> None:
        self.call = module.call
        self.aside = module.aside

    def resolve(self, root: str, steps: tuple[Step, ...], frame: Frame) -> tuple[Value, tuple[Step, ...]]:  # noqa: ARG002
        raise EvaluationError(f'vars map does not contain key "{root}"')


class ResourceObject(LazyObject):
    """One instance of a resource, as expressions see it."""

    __slots__ = ("_refs", "_values", "block", "instance", "module", "reference", "type")

    def __init__(self, module: Module, block: Block, instance: Instance) -> None:
        self.module = module
        self.block = block
        self.instance = instance
        self.reference = instance.address
        self.type = block.labels[0] if block.type == "resource" else f"{block.type}.{block.labels[0]}"
        self._values: dict[str, Value] = {}
        self._refs: dict[str, frozenset[str]] = {}

    def get(self, name: str) -> Value:
        """An attribute, as another expression asks for it."""
        self.module.world.touched.add(self.reference)
        body = self.block.body
        if name in body.attributes and name not in META:
            value = self.value(name)
            # The provider may choose what the configuration leaves null; Terraform's own resource leaves it so.
            if value is not None or self.type == "terraform_data":
                return value
        elif any(_names(b) == name for b in body.blocks):
            return self.value(name)
        known: dict[str, Value] = {}
        if self.block.type == "data":
            known = self.plain_attributes()
        else:
            known = {n: plain(self.value(n)) for n in body.attributes if n not in META and n in ("name", "id", "arn")}
        value = self.module.world.context.computed(self.type, known, name)
        if isinstance(value, Unknown):
            return Unknown(value.reason, f"{self.reference}.{name}", value.prefix, value.suffix, not_null=True,
                           kind=value.kind, document=value.document)
        return value

    def value(self, name: str) -> Value:
        """The value of one attribute, or of all nested blocks of one type."""
        if name in self._values:
            return self._values[name]
        shown = f"{self.reference}.{name}"
        world = self.module.world
        if world.stack and world.stack[-1] == shown:
            raise EvaluationError(f"Self-referential block: configuration for {self.reference} may not refer to itself")
        if shown in world.stack:
            raise EvaluationError(f"Cycle: {', '.join([*world.stack[world.stack.index(shown):], shown])}")
        self._values[name], self._refs[name] = world.tracked(shown, lambda: self._evaluate(name))
        return self._values[name]

    def _evaluate(self, name: str) -> Value:
        body, frame = self.block.body, self.instance.frame
        if name in body.attributes:
            return self.module.attribute(body.attributes[name], frame)
        made: dict[str, Value] = {}
        for block in body.blocks:
            if _names(block) == name:
                self.module.nested(block, frame, self.reference, made)
        return made.get(name, [])

    def names(self) -> list[str]:
        """What the body sets, without what only Terraform itself reads."""
        body = self.block.body
        return list(dict.fromkeys(n for n in (*body.attributes, *map(_names, body.blocks)) if n not in META))

    def plain_attributes(self) -> dict[str, Value]:
        """All attributes for the graph."""
        return {name: plain(self.value(name)) for name in self.names()}

    def references(self) -> Iterator[tuple[str, str]]:
        """``(attribute, address)`` for each resource instance that an attribute was made of."""
        for name in self.names():
            self.value(name)
            for address in sorted(self._refs[name]):
                yield name, address


def _names(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


class ModuleObject(LazyObject):
    """The outputs of a module instance."""

    __slots__ = ("module", "reference")

    def __init__(self, module: Module) -> None:
        self.module = module
        self.reference = module.address

    def get(self, name: str) -> Value:
        """An output."""
        return self.module.output(name)

    def whole(self) -> dict[str, Value]:
        """All outputs: what the module is where it is not followed by the name of one."""
        return {name: self.module.output(name) for name in self.module.configuration.outputs}

    def unknown(self) -> Unknown:
        return Unknown(Reason.PARTIAL, self.reference, not_null=True, kind="object")

