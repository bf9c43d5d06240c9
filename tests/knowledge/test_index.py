"""The index: built once, built again only where texts changed, the same bytes every time, a real Chroma beside it."""

import hashlib
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from knowledge.digest import load_digest
from knowledge.embed import SIZE, MiniLM, export_model
from knowledge.errors import IndexMissingError
from knowledge.index import build_index, current_version, is_built, load_vectors, model_path, version_of
from knowledge.provision import Provision
from knowledge.search import Searcher

DAY = date(2026, 9, 24)


@pytest.fixture
def folder(index: Path, tmp_path: Path) -> Path:
    """An empty index folder that has the sentence model already."""
    model_path(tmp_path).symlink_to(model_path(index))
    return tmp_path


def _hashes(folder: Path, version: str) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((folder / version).glob("*.npy"))
    }


def test_vectors_lie_beside_their_texts(index: Path) -> None:
    provisions = load_digest()
    version = version_of(provisions)
    assert current_version(index) == version
    vectors = load_vectors(index, version)
    assert vectors.shape == (len(provisions), SIZE)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert np.load(index / version / "ids.npy").tolist() == [one.sha256 for one in provisions]
    assert np.load(index / version / "last.npy").max() == 99991231


def test_an_incremental_build_equals_a_full_one(folder: Path) -> None:
    before, after = load_digest()[:12], (*load_digest()[:10], *load_digest()[20:25])
    assert build_index(folder, provisions=before).embedded == 12
    seen: list[tuple[int, int]] = []
    grown = build_index(folder, lambda done, total: seen.append((done, total)), after)
    assert (grown.passages, grown.embedded, grown.reused) == (15, 5, 10)
    assert seen[-1] == (15, 15)
    full = folder / "full"
    full.mkdir()
    model_path(full).symlink_to(model_path(folder))
    assert build_index(full, provisions=after).embedded == 15
    assert _hashes(folder, grown.version) == _hashes(full, grown.version)


def test_building_again_does_nothing(folder: Path) -> None:
    first = build_index(folder, provisions=load_digest()[:5])
    stamp = (folder / first.version / "vectors.npy").stat().st_mtime_ns
    again = build_index(folder, provisions=load_digest()[:5])
    assert (again.embedded, again.reused) == (0, 5)
    assert (folder / first.version / "vectors.npy").stat().st_mtime_ns == stamp


def test_changed_texts_are_another_version_and_old_ones_go(folder: Path) -> None:
    versions = [build_index(folder, provisions=load_digest()[:size]).version for size in (3, 4, 5)]
    assert len(set(versions)) == 3
    assert [is_built(folder, version) for version in versions] == [False, True, True]
    assert current_version(folder) == versions[-1]


def test_a_changed_text_changes_the_version() -> None:
    one = load_digest()[0]
    other = Provision.model_validate(one.model_dump() | {"text": one.text + " More."})
    assert version_of([one]) != version_of([other])


def test_nothing_built_is_said(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="index build"):
        load_vectors(tmp_path, "0" * 16)
    with pytest.raises(IndexMissingError, match="index build"):
        current_version(tmp_path)
    with pytest.raises(IndexMissingError, match="build the index first"):
        MiniLM(tmp_path / "model.onnx")


def test_exact_search_equals_numpy(index: Path) -> None:
    searcher = Searcher(load_digest(), index)
    query = "deemed exports"
    vectors = load_vectors(index, version_of(load_digest()))
    best = int(np.argmax(vectors @ MiniLM(model_path(index)).encode_one(query)))
    assert load_digest()[best].cite in [one.cite for one in searcher.search(query, 5)]


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
    direct = Searcher(load_digest(), index).search("NAC notification 25 days", 4, DAY)
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
