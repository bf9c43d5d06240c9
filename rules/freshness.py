"""How long what was looked up may be relied on, in days: the product's own limits, not the law's."""

FRESH_DAYS = 30  # after the newest text looked at, nothing is said but in the footer
OLD_DAYS = 180  # after it nothing clears any more
SCREENING_DAYS = 7  # a party list, or a screening elsewhere, counts for a week
PUBLICATION_DOUBT_DAYS = 60  # a notice with a publication date only may have taken effect so long before it
