"""All tables: every module that holds some is named here."""

from assistant.store import tables_threads
from assistant.store.base import Base

MODULES = (tables_threads,)
METADATA = Base.metadata
