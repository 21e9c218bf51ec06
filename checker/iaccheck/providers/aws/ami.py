"""Amazon Machine Images: their storage, and who may launch them."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import PublicAccess
from ...facts import Evidence, Fact
from ...graph import Graph, Resource, Unknown, reveal
from .. import Service, attr, flag
from ..attributes import set_at_all
from ._devices import blocks_at_rest
from ._keys import stored

SERVICE = Service(
    # A device from a snapshot is encrypted as the snapshot is; it cannot say so itself.
    blocks_at_rest("aws_ami", what="image", at=attr("ebs_block_device"), encrypted="encrypted",
                   skip=lambda block: set_at_all(block.read("snapshot_id")).value is not False),
    stored("aws_ami_copy", what="copy of an image", part="copy", encrypted=flag("encrypted"), key=attr("kms_key_id")),
)


@SERVICE.facet("aws_ami_launch_permission")
def launch_permission(resource: Resource, graph: Graph) -> Iterator[PublicAccess]:
    """Who may launch an image: everybody (``group = "all"``), an organisation, or another account."""
    group = reveal(resource.attributes.get("group"))
    if group == "all" or isinstance(group, Unknown):
        answer: bool | Unknown = group if isinstance(group, Unknown) else True
        yield PublicAccess(resource=resource, what="image", part="public-image", access=("read",),
                           public=Fact(answer, (Evidence(resource, ("group",), group),)))
    elif group is None:
        name = next((n for n in ("account_id", "organization_arn", "organizational_unit_arn")
                     if resource.attributes.get(n) is not None), "account_id")
        shown = Evidence(resource, (name,), resource.attributes.get(name))
        image = resource.attributes.get("image_id")
        others = [*_same_image(resource, graph)]
        yield PublicAccess(resource=resource, what="image", part="shared-image", access=("read",),
                           audience="another account", public=Fact(True, (shown,)))
        if len(others) > 1 and image is not None:
            yield PublicAccess(resource=resource, what="image, together with others,", part="image-shared-widely",
                               access=("read",), audience="more than one account", public=Fact(True, (shown,)))


def _same_image(resource: Resource, graph: Graph) -> Iterator[Resource]:
    target = graph.target(resource, "image_id")
    if target is not None:
        yield from (e.source for e in graph.into(target, "aws_ami_launch_permission", attribute="image_id"))
    image = reveal(resource.attributes.get("image_id"))
    if isinstance(image, str):
        yield from graph.with_value(resource.scope, "aws_ami_launch_permission", "image_id", image)
