"""Figures as sentences say them: as many digits as a decision needs. Machines get the figures themselves."""


def short_number(value: float) -> str:
    """Three digits, without needless ones: 1.23M, 45.6k, 780, 3k, -12k."""
    sign, size = "-" if round(value, 1) < 0 else "", abs(value)
    # Limits a little below the power of ten, so that 999,950 is 1M and never 1000k.
    for limit, scale, unit in ((999.5e6, 1e9, "B"), (999.5e3, 1e6, "M"), (999.5, 1e3, "k")):
        if size >= limit:
            scaled = size / scale
            digits = 2 if scaled < 9.995 else 1 if scaled < 99.95 else 0
            text = f"{scaled:.{digits}f}"
            return sign + (text.rstrip("0").rstrip(".") if digits else text) + unit
    return sign + (f"{size:.0f}" if size >= 10 or abs(size - round(size)) < 0.05 else f"{size:.1f}")


def short_effort(weeks: float) -> str:
    """Engineer-weeks with one decimal, without a needless one: 6.5, 12; a little is not nothing: 0.04."""
    text = f"{weeks:,.1f}" if weeks >= 0.05 or weeks == 0 else f"{weeks:.1g}"
    return text.removesuffix(".0")
