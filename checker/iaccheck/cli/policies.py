"""``iaccheck policies``."""

from __future__ import annotations

import click

from ..catalogue import Catalogue


@click.command("policies")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Default: text.")
def command(format_: str) -> None:
    """List the policies."""
    catalogue = Catalogue()
    if format_ == "json":
        import orjson

        from ..reports.json import describe

        click.echo(orjson.dumps({"policies": [describe(p, catalogue) for p in catalogue.policies.values()]}).decode())
        return
    width = max(len(id_) for id_ in catalogue.policies)
    for policy in sorted(catalogue.policies.values(), key=lambda p: (p.family, -p.severity, p.id)):
        click.echo(f"{policy.id:<{width}}  {policy.severity.label:<8}  {policy.family:<22}  {policy.title}")
