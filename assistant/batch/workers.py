"""Who does the work: this process, the processes of this machine, or the workers of a Dask cluster.

Each takes a function and a list of arguments, begins, and hands back what waits for the results and gives them in
order. A worker that dies costs time alone.
"""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

from assistant.batch.errors import BatchError, ClusterMissing

Given = TypeVar("Given")
Found = TypeVar("Found")
Waiting = Callable[[], list[Found]]  # waits for the results, gives them in order
ATTEMPTS = 3
CONNECT_SECONDS = 10
SELDOM = 20_000  # a deal makes many small objects and keeps none


class Workers(Protocol):
    """`count`: how many work at once."""

    count: int

    def start(self, work: Callable[[Given], Found], over: Sequence[Given]) -> Waiting[Found]: ...


class Here:
    """This process alone; it works when the results are asked for."""

    count = 1

    def start(self, work: Callable[[Given], Found], over: Sequence[Given]) -> Waiting[Found]:
        return lambda: [work(one) for one in over]


class Processes:
    """The processes of this machine, one a core; started when there is enough to do for two."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool: ProcessPoolExecutor | None = None

    def start(self, work: Callable[[Given], Found], over: Sequence[Given]) -> Waiting[Found]:
        if self._pool is None and len(over) < 2:
            return Here().start(work, over)
        pool, begun = self._given(work, over)

        def waited() -> list[Found]:
            nonlocal pool, begun
            for _ in range(ATTEMPTS):
                try:
                    return [one.result() for one in begun]
                except BrokenProcessPool:
                    if self._pool is pool:
                        self.close()
                    pool, begun = self._given(work, over)  # the work is pure: it is done again by new processes
            raise BatchError(
                "IN", f"processes died {ATTEMPTS} times over the same rows; what is done is kept, run it again"
            )

        return waited

    def _given(
        self, work: Callable[[Given], Found], over: Sequence[Given]
    ) -> tuple[ProcessPoolExecutor, list[Future[Found]]]:
        pool = self._started()
        try:
            return pool, [pool.submit(work, one) for one in over]
        except BrokenProcessPool:  # somebody else's work has ended them
            self.close()
            pool = self._started()
            return pool, [pool.submit(work, one) for one in over]

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = get_context("spawn")
            self._pool = ProcessPoolExecutor(self.count, context, initializer=_begin, initargs=(os.getpid(),))
        return self._pool

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _begin(parent: int) -> None:
    """Loads what every chunk needs, out of the collector's way; a process whose parent was killed ends itself."""
    import assistant.batch.chunk  # noqa: F401

    gc.freeze()
    gc.set_threshold(SELDOM, 20, 50)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class Cluster:
    """The workers of a Dask scheduler."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.count = max(1, sum(client.nthreads().values()))

    def start(self, work: Callable[[Given], Found], over: Sequence[Given]) -> Waiting[Found]:
        futures = self._client.map(work, list(over), pure=False, retries=ATTEMPTS)

        def waited() -> list[Found]:
            found: list[Found] = self._client.gather(futures)
            return found

        return waited


@contextmanager
def workers(cluster: str | None, count: int | None = None) -> Iterator[Workers]:
    """The cluster at the address, else this machine's cores.

    Raises:
        BatchError: nothing answers at the address.
        ClusterMissing: Dask is not installed.
    """
    if cluster is None:
        pool = Processes(count or len(os.sched_getaffinity(0)))
        try:
            yield pool
        finally:
            pool.close()
        return
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise ClusterMissing("--cluster", str(error.name)) from None
    try:
        client = Client(cluster, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        said = " ".join(str(error).split())[:200]
        raise BatchError(
            "--cluster", f"no scheduler answers at {cluster} ({said}); expected one like tcp://HOST:8786"
        ) from None
    with client:
        yield Cluster(client)
