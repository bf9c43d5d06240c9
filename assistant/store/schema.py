"""All tables: every module that holds some is named here, those of the texts and lists with them."""

from assistant.store import (
    tables_accounts,
    tables_holds,
    tables_house,
    tables_proofs,
    tables_records,
    tables_remembered,
    tables_shares,
    tables_slack,
    tables_threads,
)
from assistant.store.base import Base
from knowledge.store import Base as Sources

MODULES = (
    tables_accounts, tables_holds, tables_house, tables_proofs, tables_records, tables_remembered, tables_shares,
    tables_slack, tables_threads,
)  # fmt: skip
METADATA = Base.metadata
for _table in Sources.metadata.sorted_tables:
    _table.to_metadata(METADATA)
