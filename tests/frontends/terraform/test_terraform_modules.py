"""Modules, expansion and dynamic blocks, in both directions: what must be reported and its neighbour that must not."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

import pytest

from support import failed, scan_path, scan_text, undecided

BUCKET = """\
variable "name" { type = string }
variable "create" {
  type    = bool
  default = true
}
resource "aws_s3_bucket" "this" {
  bucket = var.name
}
resource "aws_s3_bucket_public_access_block" "this" {
  count                   = var.create ? 1 : 0
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
output "name" { value = aws_s3_bucket.this.bucket }
"""
VOLUME = """\
variable "encrypted" {
  type    = bool
  default = false
}
variable "zone" { default = "a" }
resource "aws_ebs_volume" "this" {
  availability_zone = var.zone
  encrypted         = var.encrypted
}
output "encrypted" { value = aws_ebs_volume.this.encrypted }
"""


def unencrypted(files: dict[str, str], tmp_path: Path) -> set[str]:
    return {a for _, a in failed(scan_text(files, tmp_path), "unencrypted-storage")}


def test_for_each_of_a_module_over_a_for_expression(tmp_path: Path) -> None:
    main = """\
variable "volumes" { default = [{ name = "a", safe = true }, { name = "b", safe = false }] }
module "v" {
  source    = "./volume"
  for_each  = { for v in var.volumes : v.name => v }
  encrypted = each.value.safe
}
"""
    assert unencrypted({"main.tf": main, "volume/main.tf": VOLUME}, tmp_path) == {'module.v["b"].aws_ebs_volume.this'}


def test_calls_that_share_a_source_and_one_that_uses_an_output(tmp_path: Path) -> None:
    main = """\
module "one" {
  source    = "./volume"
  encrypted = true
}
module "two" { source = "./volume" }
module "three" {
  source    = "./volume"
  encrypted = module.one.encrypted
}
module "four" {
  source    = "./volume"
  encrypted = module.two.encrypted
}
"""
    assert unencrypted({"main.tf": main, "volume/main.tf": VOLUME}, tmp_path) == {
        "module.two.aws_ebs_volume.this", "module.four.aws_ebs_volume.this"}


def test_an_unknown_argument_leaves_the_sibling_with_its_own(tmp_path: Path) -> None:
    main = """\
variable "decided_elsewhere" {}
module "one" {
  source    = "./volume"
  encrypted = var.decided_elsewhere
}
module "two" {
  source    = "./volume"
  encrypted = true
}
"""
    result = scan_text({"main.tf": main, "volume/main.tf": VOLUME}, tmp_path)
    assert failed(result, "unencrypted-storage") == set()
    assert {a for _, a in undecided(result, "unencrypted-storage")} == {"module.one.aws_ebs_volume.this"}


@pytest.mark.parametrize(("blocks", "found"), [("[1]", set()), ("[]", {"aws_instance.i"})])
def test_a_dynamic_block_turns_a_setting_on(blocks: str, found: set[str], tmp_path: Path) -> None:
    main = f"""\
resource "aws_instance" "i" {{
  ami           = "ami-1"
  instance_type = "t3.micro"
  dynamic "root_block_device" {{
    for_each = {blocks}
    content {{
      encrypted = true
    }}
  }}
}}
"""
    assert unencrypted({"main.tf": main}, tmp_path) == found


def test_nested_dynamic_blocks_with_iterators(tmp_path: Path) -> None:
    main = """\
locals { groups = { web = { 22 = ["0.0.0.0/0"] }, db = { 22 = ["10.0.0.0/8"] } } }
resource "aws_security_group" "g" {
  for_each = local.groups
  dynamic "ingress" {
    for_each = each.value
    iterator = rule
    content {
      from_port   = rule.key
      to_port     = rule.key
      protocol    = "tcp"
      cidr_blocks = [for c in rule.value : c]
    }
  }
}
"""
    result = scan_text({"main.tf": main}, tmp_path)
    assert {a for _, a in failed(result)} >= {'aws_security_group.g["web"]'}
    assert ("open-admin-port", 'aws_security_group.g["db"]') not in failed(result)
    opened = {p for p, a in failed(result) if a.endswith('["web"]')} - {p for p, a in failed(result)
                                                                       if a.endswith('["db"]')}
    assert opened


def test_for_each_over_another_resource(tmp_path: Path) -> None:
    main = """\
resource "aws_s3_bucket" "b" {
  for_each = toset(["a", "b"])
  bucket   = each.key
}
resource "aws_s3_bucket_public_access_block" "p" {
  for_each                = { for k, v in aws_s3_bucket.b : k => v if k == "a" }
  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
"""
    assert {a for _, a in failed(scan_text({"main.tf": main}, tmp_path), "public-access-not-blocked")} == {
        'aws_s3_bucket.b["b"]'}


def test_a_public_access_block_per_bucket(tmp_path: Path) -> None:
    main = """\
module "b" {
  source   = "./bucket"
  for_each = { a = true, b = false }
  name     = each.key
  create   = each.value
}
"""
    result = scan_text({"main.tf": main, "bucket/main.tf": BUCKET}, tmp_path)
    assert {a for _, a in failed(result, "public-access-not-blocked")} == {'module.b["b"].aws_s3_bucket.this'}


def test_a_module_is_judged_through_its_callers_or_else_with_its_defaults(tmp_path: Path) -> None:
    (tmp_path / "called").mkdir()
    (tmp_path / "alone").mkdir()
    main = 'module "v" {\n  source    = "./volume"\n  encrypted = true\n}\n'
    assert unencrypted({"main.tf": main, "volume/main.tf": VOLUME}, tmp_path / "called") == set()
    assert unencrypted({"main.tf": "locals {}\n", "volume/main.tf": VOLUME}, tmp_path / "alone") == {
        "aws_ebs_volume.this"}


def test_one_cause_is_one_finding(tmp_path: Path) -> None:
    main = 'module "v" {\n  source = "./volume"\n}\n'
    result = scan_text({"main.tf": main, "volume/main.tf": VOLUME}, tmp_path)
    assert [f.resource.address for f in result.findings if f.policy == "unencrypted-storage"] == [
        "module.v.aws_ebs_volume.this"]


def test_a_module_of_many_callers_is_mended_once(tmp_path: Path) -> None:
    call = 'module "v" {\n  source = "../../volume"\n}\n'
    argument = call.replace("\n}", "\n  encrypted = false\n}")
    files = {"volume/main.tf": VOLUME, "examples/a/main.tf": call, "examples/b/main.tf": call,
             "examples/c/main.tf": argument, "examples/d/main.tf": argument}
    found = [f for f in scan_text(files, tmp_path).findings if f.policy == "unencrypted-storage"]
    assert [f.resource.scope for f in found] == ["examples/a", "examples/c", "examples/d"]


def test_a_file_of_opentofu_stands_in_for_that_of_terraform(tmp_path: Path) -> None:
    volume = 'resource "aws_ebs_volume" "v" {\n  encrypted = %s\n}\n'
    result = scan_text({"main.tf": volume % "false", "main.tofu": volume % "true"}, tmp_path)
    assert (failed(result, "unencrypted-storage"), result.errors) == (set(), [])


def test_a_broken_module_leaves_the_rest(tmp_path: Path) -> None:
    main = 'module "v" {\n  source = "./broken"\n}\nmodule "w" {\n  source = "./volume"\n}\n'
    result = scan_text({"main.tf": main, "broken/main.tf": "resource {{{\n", "volume/main.tf": VOLUME}, tmp_path)
    assert {a for _, a in failed(result, "unencrypted-storage")} == {"module.w.aws_ebs_volume.this"}
    assert [e.file for e in result.errors] == ["broken/main.tf"]


def test_installed_modules_are_used_and_others_are_told(tmp_path: Path) -> None:
    main = """\
module "registry" {
  source  = "acme/volume/aws"
  version = "1.0.0"
}
module "missing" {
  source = "git::https://example.com/x.git"
}
"""
    manifest = '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"registry","Dir":".terraform/modules/registry"}]}'
    result = scan_text({"main.tf": main, ".terraform/modules/modules.json": manifest,
                        ".terraform/modules/registry/main.tf": VOLUME}, tmp_path)
    assert {a for _, a in failed(result, "unencrypted-storage")} == {"module.registry.aws_ebs_volume.this"}
    assert [(w.file, w.line) for w in result.warnings] == [("main.tf", 5)]
    assert "is not on disk" in result.warnings[0].message


# -- hostile


HOSTILE = {
    "a module that calls itself": ({"main.tf": 'module "m" {\n  source = "./"\n}\n'}, "Module cycle"),
    "modules in a circle": ({"a/main.tf": 'module "b" {\n  source = "../b"\n}\n',
                             "b/main.tf": 'module "a" {\n  source = "../a"\n}\n'}, "Module cycle"),
    "a thousand million instances": ({"main.tf": 'resource "aws_ebs_volume" "v" {\n  count = 1e9\n}\n'},
                                     "instances of one block"),
    "modules that multiply": ({"main.tf": 'module "m" {\n  source = "./m"\n  count  = 9999\n}\n',
                               "m/main.tf": 'resource "aws_ebs_volume" "v" {\n  count = 9999\n}\n'},
                              "instances in one root"),
    "a long range": ({"main.tf": 'resource "aws_ebs_volume" "v" {\n  for_each = toset([for i in range(1e8) : "${i}"])'
                      '\n}\n'}, ""),
    "a source outside": ({"main.tf": 'module "m" {\n  source = "../../.."\n}\n'}, "outside of the scanned root"),
    "dynamic blocks without end": ({"main.tf": 'resource "aws_instance" "i" {\n  dynamic "ebs_block_device" {\n'
                                    '    for_each = range(100000)\n    content {}\n  }\n}\n'}, ""),
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_input_is_an_error_within_seconds(name: str, tmp_path: Path) -> None:
    files, message = HOSTILE[name]
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    result = scan_text(files, tmp_path)
    assert time.process_time() - started < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1024 * 1024
    assert any(message in p.message for p in (*result.errors, *result.warnings))


def test_links_out_of_the_root_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "main.tf").write_text('resource "aws_ebs_volume" "secret" {}\n')
    root = tmp_path / "root"
    root.mkdir()
    os.symlink(tmp_path / "outside", root / "link")
    os.symlink(tmp_path / "outside" / "main.tf", root / "linked.tf")
    (root / "main.tf").write_text('module "m" {\n  source = "./link"\n}\n')
    result = scan_path(root)
    assert result.findings == []
    assert result.errors or result.warnings
