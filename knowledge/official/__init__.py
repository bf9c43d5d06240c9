"""Official texts as they lie in files: read, cut at citable paragraphs, and never copied into the product."""
