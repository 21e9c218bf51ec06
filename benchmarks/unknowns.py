"""How many attribute values are not known, and why: ``python benchmarks/unknowns.py PATH...``.

``--examples N`` names N of each reason, with the value that decides.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from iaccheck.catalogue import Catalogue
from iaccheck.graph import Sensitive, Unknown, Value
from iaccheck.scan import Scanner
from iaccheck.selection import Selection


def leaves(value: Value) -> Iterator[Value]:
    """The values in a value that hold no others."""
    if isinstance(value, Sensitive):
        yield from leaves(value.value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def table(path: str, examples: int) -> None:
    """Print the table of one path."""
    context, _ = Scanner(Catalogue([]), Selection()).load([path])
    counts: Counter[str] = Counter()
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for resource in context.graph.resources:
        for name, attribute in resource.attributes.items():
            for value in leaves(attribute):
                reason = value.reason.value if isinstance(value, Unknown) else "known"
                counts[reason] += 1
                if isinstance(value, Unknown):
                    named[reason][f"{value.reference or '?'}  in {re.sub(r'module[.][^.]+[.]', '', resource.address)}."
                                  f"{name} ({resource.span.file})"] += 1
    total = sum(counts.values())
    print(f"{path}: {len(context.graph.resources)} resources, {total} values")
    for reason, count in counts.most_common():
        print(f"  {count:7} {count / total:6.1%}  {reason}")
        for example, times in named[reason].most_common(examples):
            print(f"          {times:5} × {example}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--examples", type=int, default=0)
    arguments = parser.parse_args()
    for each in arguments.paths:
        table(each, arguments.examples)
