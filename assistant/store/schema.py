"""All tables: every module that holds some is named here."""

from assistant.store import tables_accounts, tables_threads
from assistant.store.base import Base

MODULES = (tables_accounts, tables_threads)
METADATA = Base.metadata
