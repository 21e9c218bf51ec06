"""Deterministic input for the benchmarks: the same bytes on every machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REGION = "eu-central-1"


def bucket(folder: Path) -> None:
    """One bucket in one file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.tf").write_text(
        'resource "aws_s3_bucket" "b" {\n  bucket = "example"\n  acl    = "public-read"\n}\n')


def plan(file: Path, resources: int) -> None:
    """A plan in the form of ``terraform show -json``: buckets, rules, instances, volumes, databases, roles."""
    planned, changes, configuration = [], [], []
    for number in range(resources):
        type_, values, unknown = _planned(number)
        name = f"r{number}"
        address = f"{type_}.{name}"
        head = {"address": address, "mode": "managed", "type": type_, "name": name,
                "provider_name": "registry.terraform.io/hashicorp/aws"}
        planned.append({**head, "schema_version": 0, "values": values, "sensitive_values": {}})
        changes.append({**head, "change": {"actions": ["create"], "before": None, "after": values,
                                           "after_unknown": unknown, "before_sensitive": False, "after_sensitive": {}}})
        configuration.append({"address": address, "mode": "managed", "type": type_, "name": name,
                              "provider_config_key": "aws", "schema_version": 0,
                              "expressions": {k: {"constant_value": v} for k, v in values.items()
                                              if isinstance(v, (str, bool, int))}})
    document = {
        "format_version": "1.2", "terraform_version": "1.11.0", "variables": {},
        "planned_values": {"root_module": {"resources": planned}}, "resource_changes": changes,
        "configuration": {"provider_config": {"aws": {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws",
                                                      "expressions": {"region": {"constant_value": REGION}}}},
                          "root_module": {"resources": configuration}},
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document))


def _planned(number: int) -> tuple[str, dict[str, Any], dict[str, Any]]:
    tags = {"Name": f"resource-{number}", "Team": f"team-{number % 17}", "CostCenter": str(1000 + number % 31)}
    both = {"tags": tags, "tags_all": tags}
    match number % 6:
        case 0:
            return "aws_s3_bucket", {"bucket": f"bucket-{number}", "acl": "private", "force_destroy": False,
                                     "object_lock_enabled": False, **both}, {"arn": True, "id": True, "region": True}
        case 1:
            rule = {"description": "in", "from_port": 443, "to_port": 443, "protocol": "tcp", "self": False,
                    "cidr_blocks": ["0.0.0.0/0" if number % 12 == 1 else "10.0.0.0/8"], "ipv6_cidr_blocks": [],
                    "prefix_list_ids": [], "security_groups": []}
            return "aws_security_group", {"name": f"group-{number}", "description": "generated", "ingress": [rule],
                                          "egress": [], "revoke_rules_on_delete": False, **both}, {"arn": True,
                                                                                                 "id": True}
        case 2:
            return "aws_instance", {"ami": "ami-0123456789abcdef0", "instance_type": "t3.micro", "monitoring": False,
                                    "ebs_optimized": None, "user_data": None,
                                    "root_block_device": [{"encrypted": number % 4 == 0, "volume_size": 20,
                                                           "delete_on_termination": True}],
                                    **both}, {"arn": True, "id": True, "public_ip": True}
        case 3:
            return "aws_ebs_volume", {"availability_zone": f"{REGION}a", "size": 10, "encrypted": number % 2 == 1,
                                      "type": "gp3", **both}, {"arn": True, "id": True}
        case 4:
            return "aws_db_instance", {"engine": "postgres", "instance_class": "db.t3.micro", "allocated_storage": 20,
                                       "storage_encrypted": number % 4 == 0, "publicly_accessible": number % 8 == 0,
                                       "backup_retention_period": 7, **both}, {"arn": True, "id": True}
        case _:
            policy = json.dumps({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": ["s3:GetObject"] if number % 4 == 1 else "*", "Resource": "*"}]})
            return "aws_iam_policy", {"name": f"policy-{number}", "path": "/", "policy": policy, **both}, {"arn": True,
                                                                                                        "id": True}


def templates(folder: Path, files: int, resources: int) -> None:
    """CloudFormation templates in YAML, with parameters, references and conditions."""
    folder.mkdir(parents=True, exist_ok=True)
    each = resources // files
    for file in range(files):
        (folder / f"stack-{file:03}.yaml").write_text("\n".join(_template(each)) + "\n")


def _template(resources: int) -> Iterator[str]:
    yield "AWSTemplateFormatVersion: '2010-09-09'"
    yield ("Parameters:\n  Environment:\n    Type: String\n    Default: prod\n"
           "  Cidr:\n    Type: String\n    Default: 0.0.0.0/0")
    yield "Conditions:\n  IsProd: !Equals [!Ref Environment, prod]"
    yield "Resources:"
    for number in range(resources):
        match number % 4:
            case 0:
                yield (f"  Bucket{number}:\n    Type: AWS::S3::Bucket\n    Properties:\n"
                       f"      BucketName: !Sub '${{Environment}}-bucket-{number}'\n"
                       f"      AccessControl: {'PublicRead' if number % 8 else 'Private'}")
            case 1:
                yield (f"  Group{number}:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n"
                       "      GroupDescription: generated\n      SecurityGroupIngress:\n        - IpProtocol: tcp\n"
                       "          FromPort: 22\n          ToPort: 22\n          CidrIp: !Ref Cidr")
            case 2:
                yield (f"  Volume{number}:\n    Type: AWS::EC2::Volume\n    Properties:\n      Size: 10\n"
                       f"      AvailabilityZone: {REGION}a\n      Encrypted: !If [IsProd, true, false]")
            case _:
                yield (f"  Database{number}:\n    Type: AWS::RDS::DBInstance\n    Properties:\n"
                       "      Engine: postgres\n      DBInstanceClass: db.t3.micro\n      AllocatedStorage: '20'\n"
                       f"      StorageEncrypted: {'true' if number % 8 == 3 else 'false'}\n"
                       f"      VPCSecurityGroups: [!GetAtt Group{number - 2}.GroupId]")


def manifests(folder: Path, files: int) -> None:
    """Kubernetes manifests: a Deployment, a Service and an Ingress in each file."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        (folder / f"app-{number:04}.yaml").write_text(f"""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{number}
  namespace: team-{number % 7}
  labels: {{app: app-{number}}}
spec:
  replicas: 2
  selector:
    matchLabels: {{app: app-{number}}}
  template:
    metadata:
      labels: {{app: app-{number}}}
    spec:
      containers:
        - name: web
          image: registry.example/app:{number % 5}.0
          ports: [{{containerPort: 8080}}]
          securityContext:
            privileged: {'true' if number % 3 == 0 else 'false'}
          resources:
            limits: {{cpu: 500m, memory: 128Mi}}
---
apiVersion: v1
kind: Service
metadata:
  name: app-{number}
  namespace: team-{number % 7}
spec:
  type: {'LoadBalancer' if number % 4 == 0 else 'ClusterIP'}
  selector: {{app: app-{number}}}
  ports: [{{port: 80, targetPort: 8080}}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: app-{number}
  namespace: team-{number % 7}
spec:
  rules:
    - host: app-{number}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {{service: {{name: app-{number}, port: {{number: 80}}}}}}
""")


def configuration(folder: Path, resources: int, modules: int = 1) -> None:
    """Terraform configuration: resources in one root module, or spread over child modules that are called with
    arguments."""
    folder.mkdir(parents=True, exist_ok=True)
    if modules == 1:
        (folder / "main.tf").write_text("\n".join(_blocks(0, resources)))
        return
    each = resources // modules
    calls = []
    for number in range(modules):
        child = folder / "modules" / f"m{number}"
        child.mkdir(parents=True, exist_ok=True)
        (child / "main.tf").write_text('variable "name" {\n  type = string\n}\n\n' + "\n".join(_blocks(0, each)))
        calls.append(f'module "m{number}" {{\n  source = "./modules/m{number}"\n  name   = "n{number}"\n}}\n')
    (folder / "main.tf").write_text("\n".join(calls))


def _blocks(first: int, resources: int) -> Iterator[str]:
    for number in range(first, first + resources):
        match number % 3:
            case 0:
                yield (f'resource "aws_s3_bucket" "b{number}" {{\n  bucket = "bucket-${{{number} + 1}}"\n'
                       f'  tags = {{\n    Name = upper("bucket-{number}")\n  }}\n}}\n')
            case 1:
                yield (f'resource "aws_s3_bucket_public_access_block" "p{number}" {{\n'
                       f"  bucket                  = aws_s3_bucket.b{number - 1}.id\n  block_public_acls       = true\n"
                       f"  block_public_policy     = {'true' if number % 2 else 'false'}\n"
                       f"  ignore_public_acls      = true\n"
                       "  restrict_public_buckets = true\n}\n")
            case _:
                yield (f'resource "aws_security_group" "g{number}" {{\n  name = "group-{number}"\n  ingress {{\n'
                       "    from_port   = 22\n    to_port     = 22\n    protocol    = \"tcp\"\n"
                       f'    cidr_blocks = ["{"0.0.0.0/0" if number % 2 else "10.0.0.0/8"}"]\n  }}\n}}\n')
