"""What is kept: conversations, records, and whatever else needs a table, in one SQL database.

SQLite in the data folder by default, PostgreSQL by URL. `docs/architecture.md` says how a table is added.
"""

from assistant.store.threads import Store, Turn

__all__ = ["Store", "Turn"]
