"""`sync`: official texts and lists from a folder or over the network. The only network of this package."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from knowledge import store
from knowledge.errors import SourceError, UnreachableError
from knowledge.intake import Job, Where, alone, asked, folder_jobs, sums_of, synced
from knowledge.sources import ecfr, federal_register, screening_list
from knowledge.sources.document import Raw

FIRST_DAY = dt.date(2022, 10, 7)  # documents of the Federal Register are asked for from here on
AGENT = "exportdesk-sync (+https://www.ecfr.gov/developers)"
ATTEMPTS = 4
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the sources are reached; a mirror or a stand-in has other addresses."""

    ecfr: str = "https://www.ecfr.gov"
    federal_register: str = "https://www.federalregister.gov"
    screening_list: str = "https://data.trade.gov"
    denied_persons: str = "https://www.bis.gov/dpl/dpl.txt"


def sync_folder(where: Where, folder: Path, only: str | None = None) -> list[dict[str, Any]]:
    """Takes in what a folder holds; raises SyncBusyError, and SourceError where the folder is none."""
    if not folder.is_dir():
        raise SourceError(f"--from: {folder} is no folder")
    sums = sums_of(folder)
    with alone(where):
        return [synced(where, source, folder_jobs(source, folder, sums, only)) for source in asked(only)]


def sync_network(
    where: Where, endpoints: Endpoints, only: str | None = None, days: tuple[dt.date, ...] = ()
) -> list[dict[str, Any]]:
    """Asks the sources themselves; `days` are issues of the eCFR, the current one if none. Raises SyncBusyError."""
    with alone(where), httpx.Client(headers={"User-Agent": AGENT}, timeout=SECONDS, follow_redirects=True) as client:
        get = partial(_get, client, where.wait)
        jobs: dict[str, Callable[[], Iterator[Job]]] = {
            ecfr.SOURCE: lambda: _ecfr_jobs(where, get, endpoints.ecfr, days),
            federal_register.SOURCE: lambda: _register_jobs(where, get, endpoints.federal_register),
            screening_list.SOURCE: lambda: _list_jobs(where, get, endpoints),
            screening_list.DENIED: lambda: _denied_jobs(where, get, endpoints.denied_persons),
        }
        return [synced(where, source, jobs[source]()) for source in asked(only) if source in jobs]


Get = Callable[[str], httpx.Response]


def _get(client: httpx.Client, wait: float, url: str) -> httpx.Response:
    """An answer of 200, tried again where the failure may pass; raises UnreachableError."""
    tries = Retrying(
        retry=retry_if_exception(_may_pass),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential_jitter(multiplier=wait, max=30 * wait, jitter=wait),
        reraise=True,
    )
    try:
        return tries(_once, client, url)
    except httpx.HTTPStatusError as error:
        raise UnreachableError(f"{url} answered {error.response.status_code}") from error
    except httpx.HTTPError as error:
        raise UnreachableError(f"{url} did not answer in full: {str(error) or type(error).__name__}") from error


def _once(client: httpx.Client, url: str) -> httpx.Response:
    return client.get(url).raise_for_status()


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code == 429 or error.response.status_code >= 500
    return isinstance(error, httpx.TransportError)


def _ecfr_jobs(where: Where, get: Get, base: str, days: tuple[dt.date, ...]) -> Iterator[Job]:
    """Every part of the EAR on these days; a part of a day that is kept is not asked for again."""
    asked = days or (ecfr.newest_issue(get(ecfr.TITLES.format(base=base)).text),)
    known = {(one.name, one.issue) for one in store.versions(where.engine, ecfr.SOURCE)}
    for day in asked:
        for part in ecfr.PARTS:
            url = ecfr.PART.format(base=base, day=day, part=part)
            if (f"part-{part}", day) in known:
                yield f"part {part}", lambda: None
            else:
                yield f"part {part}", partial(_part, get, url, part, day)


def _part(get: Get, url: str, part: str, day: dt.date) -> Raw:
    return ecfr.part_of(get(url).content, part, day, url)


def _register_jobs(where: Where, get: Get, base: str) -> Iterator[Job]:
    """Every rule of the bureau that is not kept yet."""
    known = {one.name for one in store.versions(where.engine, federal_register.SOURCE)}
    page, pages = 1, 1
    while page <= pages:
        url = federal_register.listing_url(base, FIRST_DAY, page)
        documents, pages = federal_register.listed(get(url).text, url)
        for about in documents:
            number = about["document_number"]
            yield number, (lambda: None) if number in known else partial(_register_document, get, about)
        page += 1


def _register_document(get: Get, about: Mapping[str, str]) -> Raw:
    url = about.get("raw_text_url")
    if not url:
        raise SourceError(f"{about['document_number']}: the listing names no text of it (raw_text_url)")
    return federal_register.document(about, get(url).content, f"{about['document_number']}.txt")


def _list_jobs(where: Where, get: Get, endpoints: Endpoints) -> Iterator[Job]:
    url = screening_list.LIST_URL.format(base=endpoints.screening_list)
    yield "consolidated.json", partial(_list, where, get, url, screening_list.SOURCE, screening_list.NAME, "json")


def _denied_jobs(where: Where, get: Get, url: str) -> Iterator[Job]:
    yield "dpl.txt", partial(_list, where, get, url, screening_list.DENIED, screening_list.DENIED_NAME, "tsv")


def _list(where: Where, get: Get, url: str, source: str, name: str, suffix: str) -> Raw:
    """A list under the day on which the server last changed it, else today's."""
    answer = get(url)
    changed = answer.headers.get("Last-Modified")
    day = parsedate_to_datetime(changed).date() if changed else where.now.date()
    return Raw(source, name, f"{name}_{day}.{suffix}", answer.content, day, url)
