"""Whatever a scanned repository calls its things, no report lets it take effect."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from iaccheck.reports import FORMATS, report
from iaccheck.scan import Result
from iaccheck.schemas import validator
from support import catalogue, scan_text

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td></table><h1>x</h1>", "&lt;b&gt;",
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "a\nb", "a\r\nb", "\n::error::x", "::error file=x::y",
    "##vso[task.complete]", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "[x](javascript:alert(1))",
    "![x](http://evil.example/x.png)", "`x`", "**bold**", "| a | b |", "http://evil.example", "www.evil.example",
    "@everyone", "#1", "<!-- x -->", "]]>", "\u202eevil", "\u200bx", "\\", "$(id)", "%0A::error::x", "$x^2$",
]
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Disk:
    Type: AWS::EC2::Volume
    Properties:
      Encrypted: VALUE
"""


@pytest.fixture(scope="module", params=HOSTILE)
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Result:
    text = TEMPLATE.replace("VALUE", json.dumps(request.param))
    result = scan_text({"x.yaml": text}, tmp_path_factory.mktemp("hostile"))
    assert result.findings
    for finding in result.findings:  # as a name, and as what anybody could have written in a message
        finding.resource.address = request.param
        finding.mend = request.param
    return result


def rendered(result: Result, format_: str) -> str:
    return report(format_).render(result, catalogue())


@pytest.mark.parametrize("format_", FORMATS)
def test_no_control_character_and_no_workflow_command_comes_through(hostile: Result, format_: str) -> None:
    text = rendered(hostile, format_)
    assert not {c for c in text if ord(c) < 32 and c != "\n"}
    if format_ not in ("json", "sarif"):  # these hold names as they are, for programs
        assert not {"\u202e", "\u200b", "\x7f"} & set(text)
        assert not [line for line in text.split("\n") if line.lstrip().startswith(("::", "##vso", "##["))]


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.add(tag)


def test_markdown_has_no_element_and_no_link_of_theirs(hostile: Result) -> None:
    text = rendered(hostile, "markdown")
    parser = _Elements()
    parser.feed(text)
    assert parser.found <= {"br"}
    rows = [line for line in text.split("\n") if line.startswith("| ")]
    assert {row.count("|") for row in rows} == {5}
    for harm in ("](", "![", "://", "www.", "@everyone", "`", "$x"):
        assert harm not in "\n".join(rows)


def test_junit_is_well_formed(hostile: Result) -> None:
    suite = ElementTree.fromstring(rendered(hostile, "junit")).find("testsuite")
    assert suite is not None
    assert len(suite.findall("testcase")) == int(suite.attrib["tests"]) == len(hostile.findings)


def test_no_cell_is_a_formula(hostile: Result) -> None:
    rows = list(csv.reader(io.StringIO(rendered(hostile, "csv"))))
    assert len(rows) == len(hostile.findings) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows[1:] for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_json_sarif_and_gitlab_are_json(hostile: Result) -> None:
    validator("report").validate(json.loads(rendered(hostile, "json")))
    for result in json.loads(rendered(hostile, "sarif"))["runs"][0]["results"]:
        assert not re.search(r"(?<!\\)\[[^\]]*\]\(", result["message"]["text"])
    for issue in json.loads(rendered(hostile, "gitlab")):
        assert issue["location"]["lines"]["begin"] > 0
        assert len(issue["fingerprint"]) == 64


def test_reports_tell_failures_from_open_questions_and_errors(tmp_path: Path) -> None:
    result = scan_text({
        "main.tf": 'variable "x" {}\nresource "aws_ebs_volume" "a" {\n  encrypted = false\n}\n'
                   'resource "aws_ebs_volume" "b" {\n  encrypted = var.x\n  kms_key_id = "arn:x"\n}\n',
        "broken.yaml": "AWSTemplateFormatVersion: x\nResources: {\n"}, tmp_path)
    suite = ElementTree.fromstring(rendered(result, "junit")).find("testsuite")
    assert suite is not None
    assert (suite.attrib["failures"], suite.attrib["errors"], suite.attrib["skipped"]) == ("2", "1", "1")
    assert "broken.yaml" in rendered(result, "markdown")
    assert "1 high, 1 low" in rendered(result, "markdown")
    assert len(json.loads(rendered(result, "gitlab"))) == 2
    assert [row["status"] for row in csv.DictReader(io.StringIO(rendered(result, "csv")))].count("unknown") == 1
