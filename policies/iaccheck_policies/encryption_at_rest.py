"""Data that is stored without encryption, and keys that do not protect it."""

from __future__ import annotations

from collections.abc import Iterator

from iaccheck.facets import DataAtRest, EncryptionKey, Kind
from iaccheck.findings import Severity
from iaccheck.policy import Verdict, control, policy, require

FAMILY = "encryption-at-rest"


@policy(DataAtRest, id="unencrypted-storage", family=FAMILY, severity=Severity.HIGH,
        title="Stored data is not encrypted",
        why="Whoever gets hold of the disk, the backup or the snapshot reads the data: without encryption there is no "
            "second lock behind the access rules.",
        mend="Turn encryption at rest on. For most services that replaces the resource: plan for a copy of the data.")
def unencrypted_storage(data: DataAtRest) -> Iterator[Verdict]:
    if not data.additional:
        yield from require(data.encrypted, f"{data.what} is not encrypted at rest", data.part)


@policy(DataAtRest, id="missing-encryption-layer", family=FAMILY, severity=Severity.LOW,
        title="A further layer of encryption is off",
        why="The provider encrypts this storage, but the layer beneath or beside it (host, cache, infrastructure) is "
            "left in clear, where a second, independent key could stand.",
        mend="Turn the additional layer of encryption on where the data calls for it.")
def missing_encryption_layer(data: DataAtRest) -> Iterator[Verdict]:
    if data.additional:
        yield from require(data.encrypted, f"{data.what} is not encrypted", data.part)


@policy(DataAtRest, id="undeclared-encryption", family=FAMILY, severity=Severity.LOW,
        title="Encryption is left to the provider's default",
        why="The provider encrypts this storage by default today, but nothing in the configuration says so: a change "
            "of the default, or by hand, goes unnoticed, and an auditor finds no statement.",
        mend="Declare the encryption, with the algorithm and the key that it should have.")
def undeclared_encryption(data: DataAtRest) -> Iterator[Verdict]:
    yield from require(data.declared, f"{data.what} does not declare its encryption at rest", data.part)


@policy(EncryptionKey, id="key-not-rotated", family=FAMILY, severity=Severity.MEDIUM,
        title="An encryption key is not rotated",
        why="A key that never changes protects everything that it ever encrypted: one leak opens all of it, and the "
            "more data a key has seen, the more it is worth.",
        mend="Turn automatic rotation on, with a period of a year or less.")
def key_not_rotated(key: EncryptionKey) -> Iterator[Verdict]:
    yield from require(key.rotated, f"{key.what} is not rotated", key.part or "rotation")


@policy(EncryptionKey, id="key-unusable", family=FAMILY, severity=Severity.MEDIUM, stride="denial-of-service",
        title="An encryption key is disabled or easily lost",
        why="Data encrypted with a key that is disabled or gone cannot be read by anyone, its owner included.",
        mend="Keep the key enabled and give its deletion a waiting time of at least the usual review cycle.")
def key_unusable(key: EncryptionKey) -> Iterator[Verdict]:
    yield from require(key.usable, f"{key.what} is not usable", "usable")
    yield from require(key.recoverable, f"{key.what} is deleted without a waiting time", "deletion-window")


@policy(EncryptionKey, id="key-not-in-hardware", family=FAMILY, severity=Severity.LOW,
        title="An encryption key is kept in software",
        why="A key in a hardware module cannot be copied out of it; one in software can.",
        mend="Create the key with a type that is held in a hardware security module.")
def key_not_in_hardware(key: EncryptionKey) -> Iterator[Verdict]:
    yield from require(key.hardware, f"{key.what} is not held in a hardware security module", "hardware")


node_disk = control(
    Kind.EPHEMERAL_DISK, "keeps what it writes to its system disk on remote storage", id="lasting-system-disk",
    family=FAMILY, severity=Severity.LOW, title="Nodes keep their system disks on remote storage",
    why="Images, logs and secrets that a node wrote stay on a remote disk, and a node that was tampered with comes "
        "back as it was.",
    mend="Use disks that live and die with the machine for nodes that hold no data of their own.")

encryption_enforced = control(
    Kind.ENCRYPTION_ENFORCED, "lets its clients choose not to encrypt", id="encryption-not-enforced", family=FAMILY,
    severity=Severity.LOW, title="Clients may turn the encryption off",
    why="The encryption that is configured is only a proposal: a client's own settings, or a mistake in them, win.",
    mend="Have the service's settings override those of its clients.")

encryption_monitored = control(
    Kind.ENCRYPTION_MONITORED, "does not watch for storage that is not encrypted", id="encryption-not-monitored",
    family=FAMILY, severity=Severity.LOW, stride="repudiation", title="Nothing watches for unencrypted storage",
    why="Storage that is made by hand, or that was there before, stays unencrypted without anybody noticing.",
    mend="Add the provider's rule that reports unencrypted volumes.")

deletion_window = control(
    Kind.DELETION_WINDOW_DECLARED, "does not say how long its deletion can be taken back",
    id="undeclared-deletion-window", family=FAMILY, severity=Severity.LOW, stride="denial-of-service",
    title="The time to take back a key's deletion is left to the default",
    why="Once a key is gone, so is all that it encrypted. The provider's waiting time is long enough today, but "
        "nothing in the configuration says that somebody relies on it.",
    mend="State the waiting time before the key is deleted.")

POLICIES = (unencrypted_storage, missing_encryption_layer, undeclared_encryption, key_not_rotated, key_unusable,
            key_not_in_hardware, node_disk, encryption_enforced, encryption_monitored,
            deletion_window)
