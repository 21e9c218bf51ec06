"""Instances and notebooks: who signs in, what guards their boot, whom they act as, and keys that stand in the text.

Sources: "Shielded VM", "Set up OS Login", "Service accounts" of Compute Engine: an instance that Terraform makes
without ``service_account`` has none; a ``service_account`` without ``email`` is the project's default one.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, HardcodedSecret, Kind
from ...facts import Fact
from ...graph import Graph, Resource, Value, reveal
from .. import Condition, Service, control, flag, read, when
from ..attributes import Block, as_bool, blocks
from ..secrets import is_written
from .iam import DEFAULT_ACCOUNT, INSTANCES, made_by_gke

SHIELD = "shielded_instance_config"
PROJECT_METADATA = ("google_compute_project_metadata", "google_compute_project_metadata_item")
DISKS = ("google_compute_disk", "google_compute_region_disk", "google_compute_snapshot", "google_compute_image")
_KEYS = ("disk_encryption_key", "source_image_encryption_key", "source_snapshot_encryption_key",
         "snapshot_encryption_key", "image_encryption_key", "source_disk_encryption_key", "instance_encryption_key")
_ITEMS = ("boot_disk", "attached_disk", "scratch_disk", "disk")


def _own(condition: Condition) -> Condition:
    """For instances that take nothing from a template, or say it themselves."""

    def ask(resource: Resource) -> Fact[bool] | None:
        block = read(resource, SHIELD)
        if resource.type == "google_compute_instance_from_template" and block.value is None:
            return None
        return condition(resource)

    return ask


def _declared(resource: Resource) -> Fact[bool]:
    """Whether there is a block at all, though it may be empty: its defaults switch the protection on."""
    block = read(resource, SHIELD)
    return block.map(lambda value: value is not None and value != []).mended(f"add a `{SHIELD}` block")


SERVICE = Service(
    control(*INSTANCES, what="instance", kind=Kind.VERIFIED_BOOT, part="undeclared", on=_own(_declared)),
    control(*INSTANCES, what="instance", kind=Kind.VERIFIED_BOOT, part="secure-boot",
            on=_own(when(_declared, flag(f"{SHIELD}.enable_secure_boot")))),
    control("google_notebooks_instance", what="notebook", kind=Kind.VERIFIED_BOOT, part="vtpm",
            on=flag(f"{SHIELD}.enable_vtpm", default=True)),
    control("google_notebooks_instance", what="notebook", kind=Kind.VERIFIED_BOOT, part="integrity-monitoring",
            on=flag(f"{SHIELD}.enable_integrity_monitoring", default=True)),
    control("google_workbench_instance", what="workbench", kind=Kind.VERIFIED_BOOT, part="vtpm",
            on=flag(f"gce_setup.{SHIELD}.enable_vtpm", default=True)),
    control("google_workbench_instance", what="workbench", kind=Kind.VERIFIED_BOOT, part="integrity-monitoring",
            on=flag(f"gce_setup.{SHIELD}.enable_integrity_monitoring", default=True)),
)


@SERVICE.facet(*INSTANCES)
def shield_parts(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Which part of the shield a block takes away."""
    for name, part in (("enable_vtpm", "without-vtpm"), ("enable_integrity_monitoring", "without-integrity")):
        fact = read(resource, f"{SHIELD}.{name}")
        if fact.value is not None:
            yield Control(resource=resource, what="instance", kind=Kind.VERIFIED_BOOT, part=part,
                          on=fact.map(lambda v: as_bool(v) is not False).mended(f"set `{name}` to true"))


@SERVICE.facet(*INSTANCES)
def signing_in(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """SSH: by Google's identities (OS Login), and whether the keys of the whole project open it."""
    login = read(resource, ("metadata", "enable-oslogin"))
    if login.value is not None:  # else the project decides
        yield Control(resource=resource, what="instance", kind=Kind.IDENTITY_LOGIN, part="instance",
                      on=login.map(_yes).mended("take `enable-oslogin` out of the metadata"))
    if resource.type == "google_compute_instance_from_template" and read(resource, "metadata").value is None:
        return
    if login.value is None or login.known_or(False) is False or not _yes(login.value):
        blocked = read(resource, ("metadata", "block-project-ssh-keys"), False)
        yield Control(resource=resource, what="instance", kind=Kind.CENTRAL_SIGN_IN, part="project-keys",
                      on=blocked.map(_yes).mended("set `block-project-ssh-keys` in the metadata to true"))


def _yes(value: Value) -> bool:
    return as_bool(value) is True or str(value).lower() in ("1", "yes", "y")


@SERVICE.facet(*PROJECT_METADATA)
def project_login(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """The same for every instance of a project."""
    if resource.type.endswith("_item"):
        if read(resource, "key").value != "enable-oslogin":
            return None
        login = read(resource, "value", False)
    else:
        login = read(resource, ("metadata", "enable-oslogin"), False)
    return Control(resource=resource, what="project", kind=Kind.IDENTITY_LOGIN, part="project",
                   on=login.map(_yes).mended("set `enable-oslogin` in the metadata to true"))


@SERVICE.facet(*INSTANCES)
def account(resource: Resource, graph: Graph) -> Control | None:
    """Whether an instance acts as the account that every instance without its own has."""
    if reveal(resource.attributes.get("service_account")) in (None, []) or made_by_gke(resource).value is True:
        return None
    email = read(resource, "service_account.email", "")
    default = graph.target(resource, "service_account", "data.google_compute_default_service_account")
    own = email.map(lambda v: str(v) != "" and not str(v).endswith(DEFAULT_ACCOUNT))
    if default is not None:
        own = Fact(False, email.evidence)
    elif email.unknown is not None and email.unknown.reference.startswith("google_service_account."):
        own = Fact(True, email.evidence)
    return Control(resource=resource, what="instance", kind=Kind.IDENTITY_OF_ITS_OWN, part="instance",
                   on=own.mended("set `email` in `service_account` to an account made for the instance"))


@SERVICE.facet(*DISKS, *INSTANCES)
def written_keys(resource: Resource, graph: Graph) -> Iterator[HardcodedSecret]:  # noqa: ARG001
    """Encryption keys that stand in the configuration."""
    for item in _ITEMS:
        for block in blocks(resource, item):
            yield from _written(resource, block.read("disk_encryption_key_raw"))
            for name in _KEYS:
                yield from _raw(resource, block.blocks(name))
            for inner in block.blocks("initialize_params"):
                for name in _KEYS:
                    yield from _raw(resource, inner.blocks(name))
    for name in _KEYS:
        yield from _raw(resource, blocks(resource, name))


def _raw(resource: Resource, found: list[Block]) -> Iterator[HardcodedSecret]:
    for block in found:
        for name in ("raw_key", "rsa_encrypted_key"):
            yield from _written(resource, block.read(name))


def _written(resource: Resource, fact: Fact[Value]) -> Iterator[HardcodedSecret]:
    if fact.value is not None:
        yield HardcodedSecret(resource=resource, what="the key of a disk", part="disk-key", written=is_written(fact))
