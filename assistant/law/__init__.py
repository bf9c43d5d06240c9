"""The rule base held against official texts."""
