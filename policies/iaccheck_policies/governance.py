"""Order: what is described, tagged, used and reviewed."""

from __future__ import annotations

from collections.abc import Iterator

from iaccheck.facets import Kind, TrafficRules
from iaccheck.findings import Severity
from iaccheck.policy import Verdict, control, policy, require

FAMILY = "governance"
LOW, MEDIUM = Severity.LOW, Severity.MEDIUM

# One row a kind of setting: what it says of a thing that lacks it, how bad that is, why, and how to mend it.
CONTROLS = (
    (Kind.DESCRIBED, "undescribed-resource", LOW, "does not say what it is for",
     "Nobody dares to remove what nobody understands.",
     "Describe what it is for."),
    (Kind.TAGGED, "untagged-resource", LOW, "has no tags",
     "Whose it is and what it is for cannot be told, in an incident least of all.",
     "Tag it with its owner and purpose."),
    (Kind.TAGS_COPIED, "tags-not-copied", LOW, "does not pass its tags on",
     "Copies escape rules that go by tags: who may read them, when they are deleted.",
     "Copy tags."),
    (Kind.IN_USE, "unused-resource", LOW, "is not used by anything",
     "What nobody uses nobody watches.",
     "Remove it, or use it."),
    (Kind.REVIEW_REQUIRED, "no-review", MEDIUM, "takes changes that nobody approved",
     "One account that is taken over is enough to change what is deployed.",
     "Require the approval of others."),
    (Kind.NAME_GENERATED, "explicit-name", LOW, "has a name that is written in the template",
     "It cannot be replaced without being deleted first, nor be there twice.",
     "Leave the name out."),
    (Kind.OWN_NAMESPACE, "shared-namespace", LOW, "lives in a namespace that everything shares",
     "Rights, quotas and network policies are given by namespace: here they are given to all.",
     "Give it a namespace of its own."),
    (Kind.NO_DEFAULT_NAME, "default-name", LOW, "has the default name",
     "Attacks that guess names try the default first.",
     "Choose a name of its own."),
)


@policy(TrafficRules, id="undescribed-rule", family=FAMILY, severity=LOW, stride="repudiation",
        title="A firewall rule does not say what it is for",
        why="Nobody dares to remove a rule that nobody understands: it stays open for ever.",
        mend="Describe what each rule is for.")
def undescribed_rule(traffic: TrafficRules) -> Iterator[Verdict]:
    for rule in traffic.rules:
        where = rule.evidence[0].resource if rule.evidence else traffic.resource
        yield from require(rule.described, f"a rule of the {traffic.what} does not say what it is for", "rule",
                           resource=where)


POLICIES = (
    undescribed_rule,
    *(control(kind, says, id=id_, family=FAMILY, severity=severity, title=f"A resource {says}", why=why, mend=mend,
              stride="repudiation")
      for kind, id_, severity, says, why, mend in CONTROLS),
)
