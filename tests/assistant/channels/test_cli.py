"""The command line from outside: exit codes, one-line errors, JSON, runs over lines, and what it may not load."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.screening.index import default_folder, open_index, version

ROOT = Path(__file__).parents[3]
DEAL = {
    "as_of": "2026-10-05",
    "item": {"form": "chip", "tpp": 15824, "applicable_die_area_mm2": 814, "designed_or_marketed_for_datacenter": True},
    "quantity": 64,
    "destination": "SG",
    "parties": [
        {
            "roles": ["end_user"],
            "kind": "company",
            "location": "SG",
            "headquarters": "SG",
            "ultimate_parent": {"headquarters": "CN"},
        }
    ],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of its own, with the party list of the run in it."""
    folder = tmp_path_factory.mktemp("home")
    open_index(default_folder())
    name = f"party_list_{version()}.sqlite"
    (folder / name).symlink_to(default_folder() / name)
    return folder


@pytest.fixture
def desk(home: Path) -> Any:
    def run(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        code = "from assistant.channels.cli import main; main()"
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "EXPORTDESK_HOME": str(home), "HF_HUB_OFFLINE": "1", "COLUMNS": "100"},
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def deal(tmp_path: Path) -> Path:
    path = tmp_path / "deal.json"
    path.write_text(json.dumps(DEAL), encoding="utf-8")
    return path


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    heavy = {"torch", "gradio", "chromadb", "langchain", "langchain_core", "sqlalchemy", "spacy", "numpy", "rich"}
    code = "import assistant.channels.cli, sys; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert not heavy & {name.partition(".")[0] for name in done.stdout.split()}


def test_checking_loads_neither_language_nor_database(deal: Path, home: Path) -> None:
    heavy = {"torch", "gradio", "chromadb", "langchain", "langchain_core", "sqlalchemy", "spacy", "numpy", "rich"}
    code = (
        "import sys; from assistant.channels.cli import run; "
        f"code = run(['check', {str(deal)!r}, '--json']); "
        "print('LOADED', *sorted({n.partition('.')[0] for n in sys.modules}), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert not heavy & set(done.stderr.split("LOADED")[1].split())


def test_check_gives_the_verdict(desk: Any, deal: Path) -> None:
    done = desk("check", str(deal), "--json")
    verdict = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert (verdict["outcome"], verdict["eccn"], verdict["as_of"]) == ("license_required", "3A090.a", "2026-10-05")


def test_check_prints_for_people(desk: Any, deal: Path) -> None:
    done = desk("check", str(deal))
    assert done.returncode == 0
    assert done.stdout.startswith("License required · 3A090.a")
    assert "11,024 at or above 4,800" in done.stdout


def test_yaml_and_json_and_standard_input_agree(desk: Any, deal: Path, tmp_path: Path) -> None:
    yaml = tmp_path / "deal.yaml"
    yaml.write_text(
        "as_of: 2026-10-05\n"
        "item: {form: chip, tpp: 15824, applicable_die_area_mm2: 814, designed_or_marketed_for_datacenter: true}\n"
        "quantity: 64\ndestination: SG\n"
        "parties:\n- {roles: [end_user], kind: company, location: SG, headquarters: SG,\n"
        "   ultimate_parent: {headquarters: CN}}\n"
    )
    from_json = desk("check", str(deal), "--json").stdout
    assert desk("check", str(yaml), "--json").stdout == from_json
    assert desk("check", "-", "--json", stdin=deal.read_text()).stdout == from_json


def test_no_is_norway(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    path.write_text("as_of: 2026-10-05\ndestination: NO\nitem: {eccn: EAR99}\n")
    verdict = json.loads(desk("check", str(path), "--json").stdout)
    used = {fact: value for step in verdict["reasons"] for fact, value in step["used"].items()}
    assert used["destination"] == "NO"


def test_the_option_decides_before_the_field(desk: Any, deal: Path) -> None:
    verdict = json.loads(desk("check", str(deal), "--as-of", "2023-01-10", "--json").stdout)
    assert verdict["as_of"] == "2023-01-10"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("colour: red\n", "colour: no such fact"),
        ("item: {colour: red}\n", "item.colour: no such fact"),
        ("as_of: 2026-02-30\n", "as_of: 2026-02-30 is no day"),
        ("as_of: 2026-10-05\ndate: 2026-02-30\n", "date: 2026-02-30 is no day"),
        ("as_of: 2020-01-01\n", "as_of: the law is modelled from 2022-10-07 on, found 2020-01-01"),
        ("as_of: 2026-10-05\ndate: 2020-01-01\n", "date: the law is modelled from"),
        ("as_of: 2026-10-05\nen_route_since: 2026-02-30\n", "en_route_since: found '2026-02-30'"),
        ("quantity: 1\nquantity: 2\n", "'quantity' twice"),
        ('{"quantity": 1, "quantity": 2}', "'quantity' twice"),
        ('{"item": {"tpp": NaN}}', "NaN is no number"),
        ("a: [1\n", "expected YAML"),
        ("- 1\n", "found a list; expected fact names"),
        ("", "found nothing; expected fact names"),
        ("item: {tpp: 1979 TFLOPS}\n", "item.tpp"),
        ("destination: Norway\n", "destination"),
    ],
)
def test_bad_facts_are_one_sentence(desk: Any, content: str, said: str) -> None:
    done = desk("check", "-", stdin=content)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "nowhere.yaml"), "nowhere.yaml is not there"),
        (("check",), "FILE: is missing"),
        (("check", "-", "--as-of", "2026-13-01"), "--as-of: 2026-13-01 is no day"),
        (("check", "-", "--as-of", "soon"), "--as-of: found 'soon'"),
        (("check", "-", "--as-of", "2022-10-06"), "--as-of: the law is modelled from 2022-10-07 on"),
        (("check", "--jsonl", "in.jsonl"), "--out: is missing"),
        (("check", "--jsonl", "nowhere.jsonl", "--out", "out.jsonl"), "nowhere.jsonl is not there"),
        (("ask", "x" * 20_000, "--as-of", "2026-10-05"), "question: found 20,000 characters"),
        (("screen", " "), "NAME: "),
        (("screen", "Acme", "--country", "China"), "--country: found 'China'"),
        (("frobnicate",), "frobnicate"),
        (("check", "--frobnicate"), "--frobnicate"),
    ],
)
def test_bad_usage_is_one_sentence(desk: Any, arguments: tuple[str, ...], said: str) -> None:
    done = desk(*arguments, stdin="{}")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_one_bad_line_does_not_end_a_run(desk: Any, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        json.dumps({"id": "good", "facts": DEAL}),
        "{not json",
        json.dumps({"id": 7, "facts": {"colour": "red"}}),
        json.dumps({"id": "no facts"}),
        json.dumps({"facts": DEAL}),
        json.dumps({"id": "early", "facts": {}, "as_of": "2020-01-01"}),
        json.dumps({"id": "名 \ud800", "facts": DEAL}),
        "",
        json.dumps({"id": "last", "facts": DEAL, "as_of": "2023-01-10"}),
    ]
    source.write_bytes(b"\xef\xbb\xbf" + "\n".join(lines).encode() + b"\n\xff\xfe\n")
    done = desk("check", "--jsonl", str(source), "--out", str(target))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    found = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [one["id"] for one in found] == ["good", None, 7, "no facts", None, "early", "名 \ud800", "last", None]
    assert [("verdict" in one, "error" in one) for one in found].count((True, False)) == 3
    assert "colour: no such fact" in found[2]["error"]
    assert found[0]["verdict"] == json.loads(desk("check", "-", "--json", stdin=json.dumps(DEAL)).stdout)


def test_a_run_does_not_write_over_its_input(desk: Any, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("{}\n")
    done = desk("check", "--jsonl", str(source), "--out", str(source))
    assert done.returncode == 2
    assert source.read_text() == "{}\n"


def test_the_schema_names_every_fact_with_its_class(desk: Any) -> None:
    schema = json.loads(desk("facts").stdout)
    tpp = _at(schema, "item", "tpp")
    assert tpp["class"].startswith("K")
    assert tpp["unit"].startswith("TPP")
    assert "3A090" in tpp["asked_by"]
    assert _at(schema, "destination")["asked_by"].startswith("15 CFR 742.6(a)(6)")
    seat = _at(schema, "parties", "ultimate_parent", "headquarters")
    assert seat["path"] == "parties[].ultimate_parent.headquarters"


def _at(schema: dict[str, Any], *names: str) -> dict[str, Any]:
    here = schema
    for name in names:
        while "properties" not in here:
            here = next(arm for arm in here["anyOf"] if "properties" in arm or "items" in arm)
            here = here.get("items", here)
        here = here["properties"][name]
    return here


def test_screening_finds_a_listed_name(desk: Any) -> None:
    hits = json.loads(desk("screen", "Huawei Technologies Co., Ltd.", "--as-of", "2026-10-05", "--json").stdout)
    assert hits[0]["verdict"] == "match"
    assert hits[0]["list"] == "entity_list"
    people = desk("screen", "Huawei Technologies Co., Ltd.", "--as-of", "2026-10-05")
    assert people.returncode == 0
    assert "match" in people.stdout


def test_search_gives_passages_with_days(desk: Any) -> None:
    found = json.loads(desk("search", "742.6(a)(6)(iii)", "-k", "3", "--as-of", "2026-10-05", "--json").stdout)
    assert len(found) == 3
    assert found[0]["cite"].startswith("15 CFR 742.6(a)(6)(iii)")
    assert {"text", "score", "source", "effective_from", "effective_to"} <= set(found[0])


def test_search_over_lines(desk: Any, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "query": "NAC notice"}\n{"id": "b"}\n')
    assert desk("search", "--jsonl", str(source), "--out", str(target), "-k", "2").returncode == 0
    first, second = (json.loads(line) for line in target.read_text().splitlines())
    assert len(first["hits"]) == 2
    assert set(first["hits"][0]) == {"id", "score"}
    assert second == {"id": "b", "error": "query: expected text"}


def test_replay_prints_periods_and_says_what_opened_each(desk: Any, tmp_path: Path) -> None:
    file = tmp_path / "deal.json"
    file.write_text(json.dumps({**DEAL, "destination": "CN", "date": "2026-02-01"}), encoding="utf-8")
    done = desk("replay", str(file), "--from", "2023-11-01", "--json")
    assert done.returncode == 0, done.stderr
    periods = json.loads(done.stdout)
    assert periods[0]["from"] == "2023-11-01"
    assert periods[0]["by"] is None
    assert periods[-1]["to"] is None
    assert {one["by"]["cite"] for one in periods[1:]} >= {"88 FR 73458"}
    shown = desk("replay", str(file), "--from", "2023-11-01")
    assert "88 FR 73458" in shown.stdout
    assert desk("replay", str(file), "--from", "2023-11-01", "--to", "2023-10-01").returncode == 2


def test_law_says_how_current_it_is_and_what_changed(desk: Any) -> None:
    status = json.loads(desk("law", "status", "--as-of", "2026-11-25", "--json").stdout)
    assert status["verified_through"] == "2026-09-24"
    assert {"provision", "modelled_since", "checked_through", "text_read"} <= set(status["paragraphs"][0])
    assert status["lists"][0]["age_days"] == 117
    found = json.loads(desk("law", "diff", "2026-01-14", "2026-01-15", "--json").stdout)
    assert [one["by"] for one in found["amendments"]] == ["91 FR 1684"]
    backwards = desk("law", "diff", "2026-01-15", "2026-01-14")
    assert backwards.returncode == 2
    assert "TO: expected a day from 2026-01-15 on" in backwards.stderr


def test_law_verify_without_texts_names_the_command(desk: Any, tmp_path: Path) -> None:
    done = desk("law", "verify", "--from", str(tmp_path / "nowhere"))
    assert done.returncode == 3
    assert "exportdesk law verify --from DIR" in done.stderr
