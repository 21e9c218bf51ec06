"""JUnit XML, as build servers read it: one test case a finding."""

from __future__ import annotations

from xml.etree import ElementTree

from ..catalogue import Catalogue
from ..findings import Finding, Status
from ..scan import Result
from .escape import printable, workflow_safe


def render(result: Result, catalogue: Catalogue, *, colour: bool = False, quiet: bool = False) -> str:  # noqa: ARG001
    """One suite; what could not be decided, or is suppressed, is skipped; what could not be read is an error."""
    failed, errors = result.count(Status.FAIL), len(result.errors)
    suite = ElementTree.Element("testsuite", name="iaccheck", tests=str(len(result.findings) + errors),
                                failures=str(failed), errors=str(errors), skipped=str(len(result.findings) - failed))
    for finding in result.findings:
        _case(suite, finding, catalogue)
    for problem in result.errors:
        case = ElementTree.SubElement(suite, "testcase", classname="input", name=printable(problem.file))
        ElementTree.SubElement(case, "error", message=printable(str(problem)))
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _case(suite: ElementTree.Element, finding: Finding, catalogue: Catalogue) -> None:
    case = ElementTree.SubElement(suite, "testcase", classname=finding.policy, name=printable(finding.resource.address),
                                  file=printable(finding.span.file), line=str(finding.span.line))
    message = printable(finding.message)
    if finding.status is Status.FAIL:
        failure = ElementTree.SubElement(case, "failure", type=finding.severity.label, message=message)
        lines = (f"{finding.span.file}:{finding.span.line}", finding.message, catalogue.policies[finding.policy].why,
                 finding.mend)
        failure.text = "\n".join(workflow_safe(printable(line)) for line in lines)
    else:
        reason = finding.suppression.reason if finding.suppression is not None else finding.message
        ElementTree.SubElement(case, "skipped", message=printable(f"{finding.status}: {reason}"))
