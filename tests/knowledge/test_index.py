"""The index: built once, built again only where texts changed, the same bytes every time, a real Chroma beside it."""

import hashlib
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from knowledge.digest import load_digest
from knowledge.embed import SIZE, MiniLM, export_model
from knowledge.errors import IndexMissingError
from knowledge.index import answering_folder, build_index, current_version, is_whole, model_path, version_of
from knowledge.provision import Provision
from knowledge.search import search
from knowledge.windows import LONG, windows

DAY = date(2026, 9, 24)
QUESTIONS = ["deemed exports", "who signs for a shipment to Macau", "742.6(a)(6)", "memory bandwidth"]


@pytest.fixture
def folder(index: Path, tmp_path: Path) -> Path:
    """An empty index folder that has the sentence model already."""
    model_path(tmp_path).symlink_to(model_path(index))
    return tmp_path


def _hashes(folder: Path, version: str) -> dict[str, str]:
    files = [one for one in sorted((folder / version).rglob("*")) if one.is_file() and "chroma" not in one.parts]
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


def test_vectors_lie_beside_their_texts(index: Path) -> None:
    provisions = load_digest()
    version = index / version_of(provisions)
    assert answering_folder(index) == version
    assert current_version(index) == version.name
    vectors, owners = np.load(version / "vectors.npy"), np.load(version / "owners.npy")
    pieces = [piece for one in provisions for piece in windows(one.searched)]
    assert vectors.shape == (len(pieces), SIZE)
    assert sorted(set(owners.tolist())) == list(range(len(provisions)))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert np.load(version / "last.npy").max() == 99991231


def test_long_texts_are_read_to_their_end() -> None:
    assert windows("short.") == ("short.",)
    assert windows("  ") == ()
    text = " ".join(f"Sentence number {number} of a long text." for number in range(100))
    whole, *parts = windows(text)
    assert whole == text
    assert len(text) > LONG
    assert " ".join(parts) == text


def test_an_incremental_build_equals_a_full_one(folder: Path) -> None:
    before, after = load_digest()[:12], (*load_digest()[:10], *load_digest()[20:25])
    first = build_index(folder, provisions=before)
    seen: list[tuple[int, int]] = []
    grown = build_index(folder, lambda done, total: seen.append((done, total)), after)
    assert grown.passages == 15
    assert 5 <= grown.embedded < first.embedded + 5
    assert grown.reused >= 10
    assert seen[-1] == (grown.embedded + grown.reused,) * 2
    full = folder / "full"
    full.mkdir()
    model_path(full).symlink_to(model_path(folder))
    assert build_index(full, provisions=after).reused == 0
    assert _hashes(folder, grown.version) == _hashes(full, grown.version)


def test_a_text_whose_days_alone_changed_is_not_encoded_again(folder: Path) -> None:
    texts = load_digest()[:4]
    build_index(folder, provisions=texts)
    closed = [one.model_copy(update={"effective_to": date(2030, 1, 1)}) for one in texts]
    again = build_index(folder, provisions=closed)
    assert (again.embedded, again.version) == (0, version_of(closed))


def test_two_builds_give_the_same_hits_and_scores(index: Path, folder: Path) -> None:
    other = folder / "other"
    other.mkdir()
    model_path(other).symlink_to(model_path(index))
    for place in (folder, other):
        build_index(place, provisions=load_digest()[::12])
    for question in QUESTIONS:
        there, here = search(question, other, 20, DAY), search(question, folder, 20, DAY)
        assert [one.model_dump_json() for one in there] == [one.model_dump_json() for one in here]
        assert there[0].mode == "hybrid"


def test_building_again_does_nothing(folder: Path) -> None:
    first = build_index(folder, provisions=load_digest()[:5])
    stamp = (folder / first.version / "vectors.npy").stat().st_mtime_ns
    again = build_index(folder, provisions=load_digest()[:5])
    assert (again.embedded, again.reused) == (0, first.embedded)
    assert (folder / first.version / "vectors.npy").stat().st_mtime_ns == stamp


def test_changed_texts_are_another_version_and_old_ones_go(folder: Path) -> None:
    versions = [build_index(folder, provisions=load_digest()[:size]).version for size in (3, 4, 5)]
    assert len(set(versions)) == 3
    assert [is_whole(folder / version) for version in versions] == [False, True, True]
    assert current_version(folder) == versions[-1]


def test_a_changed_text_changes_the_version() -> None:
    one = load_digest()[0]
    other = Provision.model_validate(one.model_dump() | {"text": one.text + " More."})
    assert version_of([one]) != version_of([other])


def test_nothing_built_is_said(tmp_path: Path) -> None:
    assert answering_folder(tmp_path) is None
    with pytest.raises(IndexMissingError, match="index build"):
        current_version(tmp_path)
    with pytest.raises(IndexMissingError, match="build the index first"):
        MiniLM(tmp_path / "model.onnx")


def test_chroma_holds_the_same_passages(index: Path) -> None:
    from knowledge.vector_store import open_store

    store = open_store(index)
    kept = store.get(include=["metadatas"])
    assert sorted(kept["ids"]) == sorted(one.sha256 for one in load_digest())
    found = store.similarity_search("petaflops of a supercomputer", k=3, filter={"effective_from": {"$lte": 20260924}})
    assert '15 CFR 772.1, "supercomputer"' in [one.metadata["cite"] for one in found]


def test_langchain_retriever_gives_what_search_gives(index: Path) -> None:
    from knowledge.retriever import ProvisionRetriever

    found = ProvisionRetriever(folder=index, k=4, as_of=DAY).invoke("NAC notification 25 days")
    direct = search("NAC notification 25 days", index, 4, DAY)
    assert [(one.metadata["cite"], one.page_content) for one in found] == [(one.cite, one.text) for one in direct]
    assert found[0].metadata["mode"] == "hybrid"


def test_batches_agree_with_single_texts(index: Path) -> None:
    model = MiniLM(model_path(index))
    texts = [one.searched for one in load_digest()[:9]]
    many = model.encode_many([*texts, ""])
    assert np.allclose(many[:9], [model.encode_one(text) for text in texts], atol=1e-5)
    assert not many[9].any()


def test_a_model_that_is_there_is_not_exported_again(folder: Path) -> None:
    before = model_path(folder).stat().st_mtime_ns
    export_model(model_path(folder))
    assert model_path(folder).stat().st_mtime_ns == before
