"""Which files are Terraform's: told by their names, as Terraform itself does."""

from __future__ import annotations

SUFFIXES = (".tf", ".tf.json", ".tofu", ".tofu.json")


def recognise_name(name: str) -> bool:
    """Whether Terraform or OpenTofu would load a file of this name."""
    return name.endswith(SUFFIXES) and not name.startswith(".") and not name.endswith("~")
