"""Numbers as people read them."""


def hundredths(share: float | None) -> int:
    """0…1 as a whole number of a hundred."""
    return round(min(max(share or 0, 0), 1) * 100)
