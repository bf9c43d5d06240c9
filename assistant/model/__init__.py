"""The optional language model: it proposes facts and wording, and decides nothing."""
