"""``iaccheck explain``."""

from __future__ import annotations

import click

from ..catalogue import Catalogue
from ..policy import Policy
from ..selection import suggest


@click.command("explain")
@click.argument("policy_id", metavar="POLICY")
def command(policy_id: str) -> None:
    """Say what a policy (or the policy behind another tool's check) looks for, why, and how to mend it."""
    catalogue = Catalogue()
    found = [catalogue.policies[policy_id]] if policy_id in catalogue.policies else _behind(catalogue, policy_id)
    if not found:
        raise click.UsageError(f"{policy_id!r} is no policy and no check that a policy answers"
                               + suggest(catalogue, policy_id))
    click.echo("\n\n".join(_explain(p, catalogue) for p in found))


def _behind(catalogue: Catalogue, check: str) -> list[Policy]:
    ids = dict.fromkeys(row.policy for row in catalogue.crosswalk.rows_for(check))
    return [catalogue.policies[id_] for id_ in ids if id_ in catalogue.policies]


def _explain(policy: Policy, catalogue: Catalogue) -> str:
    parts = [click.style(f"{policy.id}: {policy.title}", bold=True),
             f"severity {policy.severity.label}, family {policy.family}, STRIDE {policy.stride}",
             f"Why\n  {policy.why}", f"Mend\n  {policy.mend}"]
    for format_, example in policy.examples.items():
        parts.append(f"Good, in {format_}\n" + "\n".join(f"  {line}" for line in example.strip().splitlines()))
    looked_at = sorted({t for row in catalogue.crosswalk.rows.get(policy.id, ()) for t in row.types})
    if looked_at:
        parts.append(f"Looks at\n  {', '.join(looked_at[:40])}" + (" …" if len(looked_at) > 40 else ""))
    for title, names in (("Answers", catalogue.crosswalk.all(policy.id)),
                         ("Controls", catalogue.controls.all(policy.id)),
                         ("References", policy.references)):
        if names:
            parts.append(f"{title}\n  {', '.join(names)}")
    parts.append(f"Suppress\n  # iaccheck:ignore={policy.id} why it is fine [until=YYYY-MM-DD]")
    return "\n\n".join(parts)
