"""The sources of official texts, lists and company texts: each fetches, reads and maps its own, with provenance."""
