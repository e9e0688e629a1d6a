"""The report: every finding has its texts in both languages, and machines and people read the same."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.ingest.findings import INFO, REJECT, SEVERITY, WARN, Finding
from geo.ingest.report import Report, message
from geo.language import LANGUAGES, translator
from geo.settings import ROOT
from tests.ingest.build import packed, parts, write

POINT = '{"type":"Feature","properties":{"n":"x"},"geometry":{"type":"Point","coordinates":[117,36]}}'


def placeholders(language: str, key: str) -> set[str]:
    class Names(dict[str, str]):
        def __missing__(self, name: str) -> str:
            self[name] = "x"
            return "x"

    names = Names()
    string.Formatter().vformat(translator(language)._texts.text(key), (), names)
    return set(names)


@pytest.mark.parametrize("code", SEVERITY)
def test_finding_has_the_same_texts_in_both_languages(code: str) -> None:
    for key in (f"ingest.finding.{code}", f"ingest.finding.{code}.fix"):
        assert placeholders("zh", key) <= placeholders("en", key) | {"rows"}
        assert placeholders("en", key) - placeholders("zh", key) <= {"format", "name", "expected"}


@pytest.mark.parametrize("code", SEVERITY)
def test_finding_is_made_somewhere(code: str) -> None:
    source = "".join(
        path.read_text("utf-8") for path in (ROOT / "geo" / "ingest").rglob("*.py") if path.stem != "findings"
    )
    # Named by the datum that fits, and by what of the rules of XML was mended.
    made_of_parts = ("datum_gcj02", "datum_bd09", "xml_ampersands", "xml_controls", "xml_references")
    assert f'"{code}"' in source or code in made_of_parts


def test_gravest_finding_decides_and_comes_first() -> None:
    report = Report("x", findings=[Finding("geometry_z", {"count": 1}), Finding("geometry_none", {"count": 1})])
    assert (report.status, report.exit_status) == ("warn", 1)
    report.findings.append(Finding("file_empty"))
    assert (report.status, report.exit_status) == ("reject", 2)
    assert [finding.severity for finding in report.sorted_findings()] == [REJECT, WARN, INFO]
    assert Report("x").status == "ok"


def test_report_survives_its_journey() -> None:
    finding = Finding("text_cut", {"count": 1}, layer="l", rows=(3,), field="f", before="b", choices=({"key": "k"},))
    report = Report("x", [{"name": "l"}], [finding], 1.5)
    assert Report.from_json(json.loads(json.dumps(report.as_json()))) == report


def test_finding_within_a_finding_is_told_in_the_same_language() -> None:
    finding = Finding("member_refused", {"name": "a.shp", "cause": "zip_encrypted", "cause_values": {"name": "b"}})
    assert "b needs a password" in message(finding, translator("en"))
    assert "b 需要密码" in message(finding, translator("zh"))


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    status = main(["inspect", *map(str, arguments)])
    return status, capsys.readouterr().out


def test_command_gives_json_and_the_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = run(capsys, write(tmp_path, "x.geojson", POINT), "--json")
    report = json.loads(out)
    assert (status, report["status"]) == (0, "ok")
    layer = report["layers"][0]
    assert layer["name"] == "x"
    assert (layer["features"], layer["crs"], layer["bbox_wgs84"]) == (1, "EPSG:4326", [117.0, 36.0, 117.0, 36.0])
    assert (layer["fields"], layer["sample"]) == (["n"], [{"n": "x"}])
    finding = report["findings"][0]
    assert (finding["code"], finding["severity"]) == ("datum_unverified", "info")
    assert isinstance(finding["message"], str)
    status, out = run(capsys, write(tmp_path, "x.csv", "lon,lat\n36,117\n"), "--json")
    assert (status, json.loads(out)["status"]) == (1, "warn")
    status, out = run(capsys, write(tmp_path, "x.zip", b"no"), "--json")
    assert (status, json.loads(out)["status"], json.loads(out)["layers"]) == (2, "reject", [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_command_speaks_both_languages(language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "x.zip", packed(parts(shp=None)))
    status, out = run(capsys, path, "--lang", language)
    assert status == 2
    assert ("missing" in out, "缺少" in out) == (language == "en", language == "zh")


def test_command_writes_the_copy_where_it_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "mended.shp"
    status, _ = run(capsys, write(tmp_path, "x.zip", packed(parts(shx=None))), "--fix", out)
    assert status == 0
    ends = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".shp.repair.json")
    assert {path.name for path in out.parent.iterdir()} == {f"mended{end}" for end in ends}


def test_command_obeys_the_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "x.csv", "a,b\n36,117\n")
    status, out = run(capsys, path, "--json", "--columns", "a,b", "--no-swap-axes", "--crs", "EPSG:4326")
    assert status == 1
    assert "crs_forced" in [finding["code"] for finding in json.loads(out)["findings"]]


def test_command_that_cannot_begin_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = run(capsys, tmp_path / "none.shp", "--json")
    assert (status, json.loads(out)["error"]) == (1, "upload_request")
    status, out = run(capsys, write(tmp_path, "x.geojson", POINT), "--fix", tmp_path / "x.exe", "--json")
    assert (status, json.loads(out)["error"]) == (1, "upload_request")


def test_terminal_gets_no_control_characters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = json.dumps({"a\x1b[31m": "=1+1\x1b[0m"})
    feature = f'{{"type":"Feature","properties":{text},"geometry":null}}'
    _, out = run(capsys, write(tmp_path, "x.geojson", feature))
    assert "\x1b" not in out
