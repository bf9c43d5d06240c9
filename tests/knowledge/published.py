"""Small files in the forms that the sources publish, made by hand: only their form is theirs, the words are ours."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

PART = """<?xml version="1.0" encoding="UTF-8"?>
<DIV5 N="742" TYPE="PART" hierarchy_metadata="{&quot;path&quot;:&quot;/on/_SUBSTITUTE_DATE_/title-15/part-742&quot;}">
<HEAD>PART 742—CONTROLS</HEAD>
<AUTH><HED>Authority:</HED><PSPACE>An act.</PSPACE></AUTH>
<DIV8 N="742.6" TYPE="SECTION">
<HEAD>§ 742.6   Stable regions.</HEAD>
<P>Words before any label.</P>
<P>(a) <I>Licenses.</I> Read all of it.</P>
<P>(1) <I>First</I>—(i) <I>Small things.</I> They need one.</P>
<P>(A) Things in boxes:</P>
<P>(<I>1</I>) red ones; or</P>
<P>(<I>2</I>) {colour} ones.</P>
<P>(B) Things in bags.</P>
<DIV width="100%"><TABLE><TR><TH>Thing</TH><TH>Size</TH></TR><TR><TD>(i) Box</TD><TD>2</TD></TR></TABLE></DIV>
<NOTE><HED>Note 1 to paragraph (a)(1)(i):</HED><P>A bag is no box.</P><P>(1) Nor a sack.</P></NOTE>
<P>(ii) Large things.</P>
<P>(b) B.</P><P>(c) C.</P><P>(d) D.</P><P>(e) E.</P><P>(f) F.</P><P>(g) G.</P>
<P>(h) Heavy.</P>
<P>(i) Light.</P>
<P>(j) Other.</P>
<CITA TYPE="N">[1 FR 1, Jan. 1, 2020]</CITA>
<EFFDNOT><HED>Effective Date Note:</HED><PSPACE>At 90 FR 50857, Nov. 12, 2025, in § 742.6, paragraph (a)(1)(i) and the introductory text of paragraph (h) were stayed, effective until Nov. 9, 2026.</PSPACE></EFFDNOT>
</DIV8>
{more}<DIV9 N="Supplement No. 4 to Part 742" TYPE="APPENDIX">
<HEAD>Supplement No. 4 to Part 742—Friends</HEAD>
<P>Read as follows.</P><P>(a) Atlantis.</P>
</DIV9>
</DIV5>
"""  # noqa: E501
SECTION_7 = '<DIV8 N="742.7" TYPE="SECTION"><HEAD>§ 742.7 Crime.</HEAD><P>(a) No cuffs.</P></DIV8>\n'
TITLES = json.dumps({"titles": [{"number": 14}, {"number": 15, "up_to_date_as_of": "2026-10-01"}]})
DOCUMENT = {
    "document_number": "2026-01234",
    "citation": "91 FR 2000",
    "publication_date": "2026-02-03",
    "title": "A rule on boxes",
    "html_url": "https://www.federalregister.gov/d/2026-01234",
}
RAW_TEXT = """<html><body><pre>
[Federal Register Volume 91]

    The bureau changes what it says
of boxes.

[[Page 2001]]

    Boxes are now round. They were
[[Page 2002]]
square before.
    Bags stay as they are &amp; were.
</pre></body></html>
"""
ENTITY = "Entity List (EL) - Bureau of Industry and Security"
PARTIES = {
    "total": 3,
    "results": [
        {
            "id": "a1",
            "source": ENTITY,
            "name": "Round Box Works",
            "alt_names": ["RBW", "Box Works"],
            "addresses": [{"address": "1 Way", "city": "Aden", "country": "YE"}, {"country": "AE"}],
            "federal_register_notice": "89 FR 1",
            "license_requirement": "All items",
            "license_policy": "Presumption of denial",
            "type": None,
            "programs": [],
        },
        {"source": ENTITY, "name": "Square Box Works", "alt_names": [], "addresses": [], "programs": ["X", "Y"]},
        {"source": "Unverified List (UVL) - Bureau of Industry and Security", "name": "Nobody", "country": "XX"},
    ],
}
CSV_HEAD = "_id,source,type,programs,name,addresses,federal_register_notice,alt_names,ids"
PARTIES_CSV = f"""{CSV_HEAD}
a1,{ENTITY},,,Round Box Works,"1 Way, Aden, YE; Dubai, AE",89 FR 1,RBW; Box Works,
"""
DENIED = (
    '"Name"\t"Street_Address"\t"City"\t"State"\t"Country"\t"Postal_Code"\t"Effective_Date"\t"Expiration_Date"\t'
    '"Standard_Order"\t"Last_Update"\t"Action"\t"FR_Citation"\n'
    '" A. PERSON"\t"1 WAY"\t"RENO"\t"NV"\t"US"\t"89501"\t"08/24/2022"\t"01/14/2026"\t"Y"\t""\t"ADDED"\t"87 F.R. 1"\n'
)


def part(colour: str = "blue", *, section_7: bool = False) -> str:
    """The XML of a part; what the box is colored is what changes from issue to issue."""
    return PART.replace("{colour}", colour).replace("{more}", SECTION_7 if section_7 else "")


def section_lines(day: str, colour: str = "blue") -> str:
    """Sections a line."""
    paragraphs = ["(a) Licenses.", "(1) Red ones.", f"(2) The {colour} ones.", "(b) Others."]
    section = {"part": "742", "section": "742.5", "heading": "§ 742.5 Boxes.", "issue_date": day}
    return json.dumps({**section, "paragraphs": paragraphs}) + "\n"


def folder_of(root: Path, *, documents: int = 2) -> Path:
    """A folder with something of every source but the company's."""
    (root / "ear").mkdir(parents=True)
    (root / "ear" / "part-742_2026-02-10.xml").write_text(part(), encoding="utf-8")
    (root / "ear" / "ecfr_2026-02-10_some.jsonl.gz").write_bytes(gzip.compress(section_lines("2026-02-10").encode()))
    (root / "fr").mkdir()
    for number in range(documents):
        name = f"2026-{number:05d}"
        about = {**DOCUMENT, "document_number": name, "citation": f"91 FR {3000 + number}"}
        (root / "fr" / f"{name}.json").write_text(json.dumps(about), encoding="utf-8")
        (root / "fr" / f"{name}.txt").write_text(RAW_TEXT, encoding="utf-8")
    (root / "csl").mkdir()
    (root / "csl" / "csl_2026-07-31.json").write_text(json.dumps(PARTIES), encoding="utf-8")
    (root / "csl" / "dpl_2022-09.tsv").write_text(DENIED, encoding="utf-8")
    return root
