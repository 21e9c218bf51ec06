"""Manifests: every object in the graph under its address, whatever stands beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from iaccheck.files import Files
from iaccheck.frontends import Context, Input
from iaccheck.frontends.kubernetes.load import SCOPE, load
from iaccheck.frontends.kubernetes.recognise import recognise
from iaccheck.graph import Graph, Resource, Sensitive, show


def loaded(root: Path, files: dict[str, str | bytes]) -> Context:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    context = Context(Files(str(root)), Graph())
    load([Input("kubernetes", name) for name in files if not name.endswith("Chart.yaml")], context)
    return context


def one(root: Path, text: str) -> Resource:
    context = loaded(root, {"f.yaml": text})
    assert not context.errors
    assert not context.warnings
    [resource] = context.graph.resources
    return resource


DEPLOYMENT = """\
# a comment
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: main
          image: nginx
          securityContext: {privileged: true}
        - name: other
"""


def test_an_object(tmp_path: Path) -> None:
    resource = one(tmp_path, DEPLOYMENT)
    assert resource.address == "Deployment/shop/web"
    assert (resource.type, resource.provider, resource.format, resource.name) == (
        "Deployment", "kubernetes", "kubernetes", "web")
    assert resource.dialect == "kubernetes"
    assert resource.scope == SCOPE
    assert (resource.span.file, resource.span.line, resource.span.end_line) == ("f.yaml", 2, 14)
    assert resource.attributes["spec"]["template"]["spec"]["containers"][0]["securityContext"] == {"privileged": True}
    assert not resource.source.origin(("spec",))
    assert not list(resource.source.references())


@pytest.mark.parametrize(("path", "line", "column", "end_line"), [
    (("spec",), 7, 1, 14),
    (("spec", "template", "spec", "containers", 0), 11, 11, 13),
    (("spec", "template", "spec", "containers", 0, "securityContext", "privileged"), 13, 29, 13),
    (("spec", "template", "spec", "containers", 0, "securityContext", "runAsNonRoot"), 13, 11, 13),
    (("spec", "template", "spec", "containers", 1, "image"), 14, 11, 14),
    (("spec", "template", "spec", "hostPID"), 9, 5, 14),
    (("data",), 2, 1, 14),
])
def test_the_line_that_a_person_would_change(tmp_path: Path, path: tuple[str | int, ...], line: int, column: int,
                                             end_line: int) -> None:
    span = one(tmp_path, DEPLOYMENT).source.locate(path)
    assert (span.line, span.column, span.end_line) == (line, column, end_line)


@pytest.mark.parametrize(("api_version", "kind", "metadata", "type_", "address"), [
    ("v1", "Pod", "{name: a}", "Pod", "Pod/default/a"),
    ("v1", "Namespace", "{name: a}", "Namespace", "Namespace/-/a"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", "{name: a, namespace: x}", "ClusterRole", "ClusterRole/-/a"),
    ("extensions/v1beta1", "Ingress", "{name: a}", "Ingress", "Ingress/default/a"),
    ("kubelet.config.k8s.io/v1beta1", "KubeletConfiguration", "{}", "KubeletConfiguration",
     "KubeletConfiguration/-/unnamed-1"),
    ("serving.knative.dev/v1", "Service", "{name: a, namespace: n}", "serving.knative.dev/Service", "Service/n/a"),
    ("gateway.networking.k8s.io/v1", "GatewayClass", "{name: a}", "gateway.networking.k8s.io/GatewayClass",
     "GatewayClass/-/a"),
    ("batch/v1", "Job", "{generateName: build-}", "Job", "Job/default/build-"),
    ("v1", "Pod", "{name: 12}", "Pod", "Pod/default/12"),
    ("v1", "Pod", "{name: true}", "Pod", "Pod/default/true"),
    ("v1", "Pod", "null", "Pod", "Pod/default/unnamed-1"),
])
def test_types_and_addresses(tmp_path: Path, api_version: str, kind: str, metadata: str, type_: str,
                             address: str) -> None:
    resource = one(tmp_path, f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {metadata}\n")
    assert (resource.type, resource.address) == (type_, address)


def test_a_definition_says_where_its_kind_lives(tmp_path: Path) -> None:
    context = loaded(tmp_path, {
        "a.yaml": "apiVersion: example.com/v1\nkind: Fleet\nmetadata: {name: f}\n",
        "b.yaml": "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
                  "metadata: {name: fleets.example.com}\n"
                  "spec: {group: example.com, scope: Cluster, names: {kind: Fleet}}\n"})
    assert [r.address for r in context.graph.resources] == [
        "Fleet/-/f", "CustomResourceDefinition/-/fleets.example.com"]


def test_unnamed_objects_are_told_apart(tmp_path: Path) -> None:
    context = loaded(tmp_path, {"a.yaml": "apiVersion: v1\nkind: Pod\n---\napiVersion: v1\nkind: Pod\n"})
    assert [r.address for r in context.graph.resources] == ["Pod/default/unnamed-1", "Pod/default/unnamed-2"]


def test_files_see_each_other_and_namesakes_are_both_kept(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
    context = loaded(tmp_path, {"a.yaml": text, "b.yaml": text, "c.json": '{"apiVersion":"v1","kind":"Service"}'})
    assert [r.span.file for r in context.graph.resources] == ["a.yaml", "b.yaml", "c.json"]
    first = context.graph.resources[0]
    assert len(list(context.graph.siblings(first, "Pod", "Service"))) == 3
    assert context.read == {"a.yaml", "b.yaml", "c.json"}


def test_lists_are_unrolled(tmp_path: Path) -> None:
    context = loaded(tmp_path, {
        "a.yaml": "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: a\n"
                  "- apiVersion: v1\n  kind: List\n  items: [{apiVersion: v1, kind: Service, metadata: {name: s}}]\n",
        "b.json": '{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleList", "items": [\n'
                  '{"metadata": {"name": "r"},\n "rules": []}]}\n'})
    assert not context.errors
    pod, service, role = context.graph.resources
    assert (pod.address, pod.span.line, pod.span.end_line) == ("Pod/default/a", 4, 7)
    assert pod.source.locate(("metadata", "name")).line == 7
    assert (service.address, service.span.line) == ("Service/default/s", 10)
    assert (role.address, role.type, role.span.line, role.span.end_line) == ("Role/default/r", "Role", 2, 3)
    assert role.source.locate(("rules",)).line == 3


def test_secrets_are_wrapped(tmp_path: Path) -> None:
    text = """\
apiVersion: v1
kind: Secret
metadata:
  name: s
  annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"data": "hunter2"}', other: x}
data: {password: aHVudGVyMg==}
stringData: {token: hunter2}
type: Opaque
"""
    attributes = one(tmp_path, text).attributes
    assert attributes["data"]["password"] == Sensitive("aHVudGVyMg==")
    assert attributes["metadata"]["annotations"]["other"] == "x"
    assert attributes["type"] == "Opaque"
    assert "hunter2" not in show(attributes, 10_000)
    assert "aHVudGVy" not in show(attributes, 10_000)
    plain = one(tmp_path, text.replace("kind: Secret", "kind: ConfigMap")).attributes
    assert plain["data"]["password"] == "aHVudGVyMg=="
    assert one(tmp_path, "apiVersion: v1\nkind: Secret\ndata: hunter2\n").attributes["data"] == Sensitive("hunter2")


def test_what_is_no_object_is_told_and_left_out(tmp_path: Path) -> None:
    context = loaded(tmp_path, {"a.yaml": "---\n---\nfoo: 1\n---\nkind: Pod\n---\n- x\n---\n"
                                          "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"})
    assert [r.address for r in context.graph.resources] == ["Pod/default/a"]
    assert not context.errors
    assert [str(w) for w in context.warnings] == [
        "a.yaml:3:1: has no apiVersion and kind: is not a Kubernetes object and was left out",
        "a.yaml:5:1: has no apiVersion: is not a Kubernetes object and was left out",
        "a.yaml:7:1: is not a Kubernetes object and was left out"]


def test_bad_shapes_are_one_error_each_and_the_rest_is_loaded(tmp_path: Path) -> None:
    context = loaded(tmp_path, {
        "a.yaml": "apiVersion: v1\nkind: [Pod]\n---\napiVersion: {a: 1}\nkind: Pod\n---\n"
                  "apiVersion: v1\nkind: Pod\nmetadata: oops\n---\napiVersion: v1\nkind: List\nitems: {}\n---\n"
                  "apiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec: oops\n",
        "b.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: c}\n---\na: [\n---\n"
                  "apiVersion: v1\nkind: Pod\nmetadata: {name: d}\n"})
    assert [str(e) for e in context.errors][:4] == [
        "a.yaml:2:1: kind must be a string", "a.yaml:4:1: apiVersion must be a string",
        "a.yaml:9:1: metadata must be a mapping", "a.yaml:13:1: items must be a list"]
    assert [(e.file, e.line) for e in context.errors][4:] == [("b.yaml", 6)]
    assert [r.address for r in context.graph.resources] == [
        "Pod/default/unnamed-1", "Pod/default/b", "Pod/default/c", "Pod/default/d"]


def test_what_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.yaml")
    context = Context(Files(str(tmp_path)), Graph())
    load([Input("kubernetes", "fifo.yaml"), Input("kubernetes", "none.yaml"),
          Input("kubernetes", "-", b"apiVersion: v1\nkind: Pod\n")], context)
    assert [str(e) for e in context.errors] == ["fifo.yaml: is not a regular file", "none.yaml: does not exist"]
    assert [r.span.file for r in context.graph.resources] == ["-"]


def test_templates_are_named_as_not_rendered(tmp_path: Path) -> None:
    object_ = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "
    context = loaded(tmp_path, {
        "chart/Chart.yaml": "name: x\n",
        "chart/templates/a.yaml": object_ + '"{{ .Chart.Name }}"\n',
        "chart/templates/sub/b.yaml": object_ + "{{ template \"x\" }}\n",
        "chart/templates/plain.yaml": object_ + "plain\n",
        "chart/crds/c.yaml": object_ + "crd\n",
        "loose.yaml": object_ + "{{- .Values.name }}\n",
        "go.yaml": object_ + "{{ NAME }}\n",
        "alert.yaml": object_ + "alert\ndata:\n  text: \"{{ $labels.instance }} is down\"\n"})
    assert not context.errors
    assert {r.name for r in context.graph.resources} == {"plain", "crd", "alert"}
    assert {w.file: w.message for w in context.warnings} == {
        "chart/templates/a.yaml": "Helm template, not rendered",
        "chart/templates/sub/b.yaml": "Helm template, not rendered",
        "loose.yaml": "Helm template, not rendered",
        "go.yaml": "template with {{ }}, not rendered"}


def test_names_are_kept_as_they_are(tmp_path: Path) -> None:
    resource = one(tmp_path, 'apiVersion: v1\nkind: Pod\nmetadata: {name: "\\e[31mred\\n::error::x"}\n')
    assert resource.name == "\x1b[31mred\n::error::x"


@pytest.mark.parametrize(("text", "is_one"), [
    (DEPLOYMENT, True),
    ('{"kind": "Pod", "apiVersion": "v1"}', True),
    ("- apiVersion: v1\n  kind: Pod\n", True),
    ("'apiVersion': v1\n'kind': Pod\n", True),
    ("apiVersion: v2\nname: chart\n", False),
    ("kind: x\n", False),
    ("apiVersionless: 1\nkindness: 2\n", False),
    ("", False),
])
def test_recognition(text: str, is_one: bool) -> None:
    assert recognise(text.encode()) is is_one
    assert recognise(text.encode("utf-16")) is is_one
