import datetime as dt
import threading

import pytest

from planner.domain.words import written_day, written_number
from web import locales, words
from web.charts.scale import TimeScale

DAY = dt.date(2026, 3, 12)


@pytest.fixture(autouse=True)
def _as_before() -> object:
    with locales.request(""):
        yield


def write_as(tag: str) -> None:
    locales.write_as(locales.known(tag))


@pytest.mark.parametrize(
    ("tag", "day", "short", "number", "amount", "share", "month"),
    [
        ("en-GB", "12 Mar 2026", "12 Mar", "1,234,567.5", "€1,234.50", "15.5%", "Mar 2026"),
        ("en-US", "Mar 12, 2026", "Mar 12", "1,234,567.5", "€1,234.50", "15.5%", "Mar 2026"),
        ("de", "12. März 2026", "12. März", "1.234.567,5", "1.234,50\u00a0€", "15,5\u00a0%", "März 2026"),
        ("de-CH", "12. März 2026", "12. März", "1'234'567.5", "€\u00a01'234.50", "15.5%", "März 2026"),
        ("fr", "12 mars 2026", "12 mars", "1\u202f234\u202f567,5", "1\u202f234,50\u00a0€", "15,5\u00a0%", "mars 2026"),
        ("pl", "12 mar 2026", "12 mar", "1\u00a0234\u00a0567,5", "1234,50\u00a0€", "15,5%", "mar 2026"),
        ("en-IN", "12 Mar 2026", "12 Mar", "12,34,567.5", "€1,234.50", "15.5%", "Mar 2026"),
        ("ja", "2026年3月12日", "3月12日", "1,234,567.5", "€1,234.50", "15.5%", "2026年3月"),
        ("tr", "12 Mar 2026", "12 Mar", "1.234.567,5", "€1.234,50", "%15,5", "Mar 2026"),
    ],
)  # fmt: skip
def test_each_place_has_its_own_signs(
    tag: str, day: str, short: str, number: str, amount: str, share: str, month: str
) -> None:
    write_as(tag)
    assert words.day(DAY) == day
    assert words.short_day(DAY) == short
    assert words.decimal(1_234_567.5, 1) == number
    assert words.exact_money(words.Decimal("1234.50"), "EUR") == amount
    assert words.percent(0.155, 1) == share
    assert words.month("2026-03") == month


@pytest.mark.parametrize("tag", locales.OFFERED)
def test_what_is_offered_is_known_and_can_be_typed_as_it_is_shown(tag: str) -> None:
    manner = locales.known(tag)
    for month in range(1, 13):
        for of_month in (1, 9, 28):
            day = dt.date(2027, month, of_month)
            assert manner.notation.day(manner.day(day)) == day
    for number in ("0", "-7", "999.5", "1234", "1234567.25"):
        grouped = manner.number(f"{float(number):,.10g}")
        assert float(manner.notation.plain(grouped)) == float(number)
        assert float(manner.notation.plain(manner.notation.shown(number))) == float(number)


def test_offered_manners_are_each_there_once() -> None:
    names = [locales.known(tag).own_name for tag in locales.OFFERED]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("", "en-GB"),
        ("de", "de"),
        ("de-DE,de;q=0.9,en;q=0.8", "de-DE"),
        ("de-LU, en", "de-LU"),
        ("xx, fr;q=0.5, de;q=0.7", "de"),
        ("en;q=0.2, pl", "pl"),
        ("pl;q=0, sv", "sv"),
        ("de-XX", "de"),
        ("ar, he, fr", "fr"),
        ("*", "en-GB"),
        ("de;q=nan", "en-GB"),
        ('"><script>alert(1)</script>', "en-GB"),
        ("../../etc/passwd", "en-GB"),
        ("de\0", "en-GB"),
        ("de_DE.UTF-8", "en-GB"),
        ("x" * 100_000, "en-GB"),
        ("zh-Hant-TW", "zh-Hant-TW"),
    ],
)
def test_a_browser_is_taken_at_its_word_and_garbage_is_not(header: str, tag: str) -> None:
    assert locales.accepted(header).tag == tag


@pytest.mark.parametrize("tag", ["", "x", "de;", "<b>", "de-" + "a" * 40, "ar", "root", "123"])
def test_what_is_no_tag_has_no_manner(tag: str) -> None:
    assert locales.manner(tag) is None


def test_a_manner_ends_with_its_request_and_reaches_no_other() -> None:
    with locales.request("de"):
        assert words.decimal(1234.5, 1) == "1.234,5"
        seen: list[str] = []
        other = threading.Thread(target=lambda: seen.append(words.decimal(1234.5, 1)))
        other.start()
        other.join()
        assert seen == ["1,234.5"]
    assert words.decimal(1234.5, 1) == "1,234.5"


def test_a_form_is_read_as_it_was_written_whatever_was_chosen_since() -> None:
    with locales.request("de"):
        locales.read_as("en-US")
        assert locales.typed().notation.plain("1,234.5") == "1234.5"
        assert words.decimal(1234.5, 1) == "1.234,5"
        locales.read_as("<garbage>")
        assert locales.typed().tag == "de"


def test_sentences_of_the_services_are_written_for_whoever_reads() -> None:
    write_as("de")
    assert written_day(DAY) == "12. März 2026"
    assert written_number(1234.5, 1) == "1.234,5"


def test_months_of_an_axis_have_the_names_of_the_place() -> None:
    write_as("de")
    bands = TimeScale(dt.date(2026, 3, 2), dt.date(2026, 6, 1)).months()
    assert [(band.label, band.title) for band in bands] == [
        ("Mär", "März 2026"), ("Apr", "Apr. 2026"), ("Mai", "Mai 2026"),
    ]  # fmt: skip


def test_texts_of_ours_get_the_signs_of_the_place() -> None:
    write_as("de")
    assert words.sample("Left out: 0.5 of 4,096, or 80%") == "Left out: 0,5 of 4.096, or 80\u00a0%"
