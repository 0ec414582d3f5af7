"""How much room a text takes on a slide, so that none runs over its shape."""

#: Widths of the characters of Helvetica (Arial is as wide) in thousandths of the size, by width.
WIDTHS = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft",
    333: "()-`r",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1015: "@",
}
OF = {character: width for width, characters in WIDTHS.items() for character in characters}
NARROW, WIDE = 722, 1000
"""Other characters: letters with marks, and those of scripts with square letters."""
FIRST_WIDE = 0x1100
BOLD = 1.09
SAFETY = 1.04
"""Programs round the places of letters, and not all have the same font."""
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
POINTS = 72


def width(text: str, points: float, *, bold: bool = False) -> float:
    """Inches that a text takes in one line, at least."""
    thousandths = sum(OF.get(c, WIDE if ord(c) >= FIRST_WIDE and c != ELLIPSIS else NARROW) for c in text)
    return thousandths / 1000 * points / POINTS * SAFETY * (BOLD if bold else 1.0)


def printable(text: str) -> str:
    """The text in one line without signs that a slide cannot hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def cut(text: str, inches: float, points: float, *, bold: bool = False) -> str:
    """As much of a text as fits into one line, with an ellipsis where it is cut; empty where nothing fits."""
    whole = printable(text)
    if width(whole, points, bold=bold) <= inches:
        return whole
    room = inches - width(ELLIPSIS, points, bold=bold)
    used, kept = 0.0, 0
    for character in whole:
        used += width(character, points, bold=bold)
        if used > room:
            break
        kept += 1
    return whole[:kept].rstrip() + ELLIPSIS if kept else ""


def lines(text: str, inches: float, points: float, most: int) -> list[str]:
    """A text in lines of this width, at most so many; the last one is cut."""
    found: list[str] = []
    rest = printable(text)
    while rest and len(found) < most - 1:
        line = rest
        while width(line, points) > inches and " " in line:
            line = line.rpartition(" ")[0]
        found.append(cut(line, inches, points))
        rest = rest[len(line) :].strip()
    if rest:
        found.append(cut(rest, inches, points))
    return found
