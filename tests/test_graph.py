"""The graph finds resources and their neighbours by index."""

from __future__ import annotations

from iaccheck.graph import Edge, Graph, Reason, Resource, Unknown
from resources import resource


def graph_of(*resources: Resource) -> Graph:
    graph = Graph()
    for it in resources:
        graph.add(it)
    return graph


def test_edges_go_both_ways_and_name_the_attribute() -> None:
    bucket = resource("aws_s3_bucket", "aws_s3_bucket.b")
    acl = resource("aws_s3_bucket_acl", "aws_s3_bucket_acl.a", [("bucket", "aws_s3_bucket.b")])
    graph = graph_of(acl, bucket)
    assert graph.target(acl, "bucket") is bucket
    assert graph.target(acl, "bucket", "aws_kms_key") is None
    assert [e.source for e in graph.into(bucket, "aws_s3_bucket_acl")] == [acl]
    assert list(graph.into(bucket, "aws_s3_bucket_policy")) == []


def test_scopes_do_not_see_each_other() -> None:
    one = resource("aws_s3_bucket", "aws_s3_bucket.b", scope="one")
    acl = resource("aws_s3_bucket_acl", "aws_s3_bucket_acl.a", [("bucket", "aws_s3_bucket.b")], scope="two")
    graph = graph_of(one, acl)
    assert graph.target(acl, "bucket") is None
    assert list(graph.siblings(acl, "aws_s3_bucket")) == []
    assert list(graph.of_type("aws_s3_bucket")) == [one]


def test_a_name_joins_as_a_reference_does() -> None:
    bucket = resource("aws_s3_bucket", bucket="logs")
    by_name = resource("aws_s3_bucket_acl", "aws_s3_bucket_acl.n", bucket="logs")
    other = resource("aws_s3_bucket_acl", "aws_s3_bucket_acl.o", bucket="other")
    graph = graph_of(bucket, by_name, other)
    assert graph.referring(bucket, "aws_s3_bucket_acl", via="bucket", keys=("bucket",)) == [by_name]


def test_an_unknown_leads_to_the_resource_that_it_stands_for() -> None:
    key = resource("aws_kms_key", "module.a.aws_kms_key.k[0]")
    graph = graph_of(key)
    assert graph.referenced(key, Unknown(Reason.COMPUTED, "module.a.aws_kms_key.k[0].arn")) is key
    assert graph.referenced(key, Unknown(Reason.VARIABLE, "var.key")) is None
    assert graph.referenced(key, "arn:aws:kms:…") is None


def test_linkers_add_edges_that_the_syntax_does_not_show() -> None:
    service, pod = resource("Service"), resource("Pod")
    graph = graph_of(service, pod)
    graph.add_linker(lambda _: [Edge(service, pod, "spec")])
    assert graph.target(service, "spec") is pod
    assert [e.source for e in graph.into(pod)] == [service]


def test_a_resource_that_names_itself_is_no_edge() -> None:
    it = resource("aws_x", "aws_x.a", [("b", "aws_x.a"), ("b", "aws_x.gone")])
    assert list(graph_of(it).edges) == []


def test_what_refers_to_one_of_two_resources_of_a_name_does_not_mean_the_other() -> None:
    one, other = resource("aws_x", "aws_x.one", name="same"), resource("aws_x", "aws_x.other", name="same")
    refers = resource("aws_y", "aws_y.refers", [("x", "aws_x.one")], x="same")
    names = resource("aws_y", "aws_y.names", x="same")
    graph = graph_of(one, other, refers, names)
    assert graph.referring(one, "aws_y", via="x", keys=("name",)) == [refers, names]
    assert graph.referring(other, "aws_y", via="x", keys=("name",)) == [names]
