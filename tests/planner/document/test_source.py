"""From bytes to values: what is refused, on which line, and what scalars mean."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.document.source import Format, parse
from planner.domain.limits import MAX_ALIASES, MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_NODES
from planner.errors import BadInput, Diagnostic


def refusal(content: bytes, given: Format | None = None) -> Diagnostic:
    with pytest.raises(BadInput) as caught:
        parse(content, given)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.message == caught.value.message
    return diagnostic


BOMB = b"a: &a [x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (n, n, b", ".join(b"*%c" % (n - 1) for _ in range(12))) for n in range(98, 106)
)
YAML_REFUSALS: dict[str, tuple[bytes, int | None, str]] = {
    "nothing": (b"", None, "the document is empty"),
    "only a comment": (b"# nothing\n", None, "the document is empty"),
    "only spaces": (b" \n\n", None, "the document is empty"),
    "a duplicate key": (b"a: 1\nb: 2\na: 3\n", 3, "the key 'a' appears twice, first on line 1; keep one"),
    "a duplicate key far inside": (b"a:\n  - {b: 1, b: 2}\n", 2, "the key 'b' appears twice"),
    "too many aliases": (
        b"a: &a 1\nb: [" + b"*a, " * MAX_ALIASES + b"*a]",
        2,
        f"more than {MAX_ALIASES} aliases; write the values out",
    ),
    "aliases that explode": (BOMB, None, f"more than {MAX_NODES:,} values once aliases are followed"),
    "a list in itself": (b"x: 1\na: &a\n  - *a\n", 2, "contains itself through an alias"),
    "nested too deep": (
        b"x: 1\na: " + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH,
        2,
        f"nested deeper than {MAX_DEPTH} levels",
    ),
    "nested without end": (b"- " * 100_000, 1, f"nested deeper than {MAX_DEPTH} levels"),
    "NUL": (b"a: 1\nb: x\0y\n", 2, "the text holds a NUL character; remove it"),
    "an escaped NUL": (b'a: 1\nb: "x\\0"\n', 2, "holds a NUL character; remove it"),
    "a NUL in a key": (b'a: 1\n"x\\0": 2\n', 2, "holds a NUL character; remove it"),
    "half a surrogate pair": (b'a: "\\ud800"\n', 1, "invalid Unicode character escape code"),
    "a control character": ("ä: ü\nb: \x01\n".encode(), 2, "the character U+0001 is not allowed; remove it"),
    "another encoding": (b"a: 1\nb: \xe4\n", 2, "byte 8 is not UTF-8 text; save the file as UTF-8"),
    "a merge key": (b"a: &a {x: 1}\nb:\n  <<: *a\n", 3, "merge keys (<<) are not taken"),
    "a key that is a list": (b"? [1]\n: 2\n", 1, "a key must be a plain name"),
    "a tag": (b"a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "is not taken; remove it"),
    "a tagged number that is none": (b"a: !!int x\n", 1, "'x' is not a number"),
    "a tagged infinity": (b"a: !!float inf\n", 1, "inf is not a finite number"),
    "two documents": (b"a: 1\n---\nb: 2\n", 2, "more than one YAML document; keep one"),
    "a tab": (b"a:\n\tb: 1\n", 2, "not valid YAML: found character that cannot start any token"),
    "an open bracket": (b"a: [1, 2\nb: 3\n", 2, "not valid YAML"),
    "an alias that goes too deep": (
        b"a: &a " + b"[" * 30 + b"]" * 30 + b"\nb: " + b"[" * 30 + b"*a" + b"]" * 30,
        2,
        f"nested deeper than {MAX_DEPTH} levels",
    ),
    "an anchor that is defined twice": (b"a: &x 1\nb: &x 2\n", 2, "the anchor x is defined twice"),
    "an unknown alias": (b"a: 1\nb: *x\n", 2, "not valid YAML: found undefined alias"),
    "a number without end": (b"a: 1\nb: 1e999\n", 2, "1e999 is not a finite number"),
    "a very long number": (b"a: " + b"9" * 500, 1, "is too long"),
}


@pytest.mark.parametrize("name", YAML_REFUSALS)
def test_yaml_that_cannot_be_trusted_is_refused_with_its_line(name: str) -> None:
    content, line, message = YAML_REFUSALS[name]
    found = refusal(content)
    assert message in found.message
    if line is not None:
        assert found.line == line


JSON_REFUSALS: dict[str, tuple[bytes, int | None, str, str]] = {
    "a duplicate key": (b'{"a": 1,\n "a": 2}', 2, "", "the key 'a' appears twice"),
    "NaN": (b'{"a": 1,\n "b": [0, NaN]}', 2, "b[1]", "nan is not a number that can be planned with"),
    "Infinity": (b'{"a": 1,\n\n "b": -Infinity}', 3, "b", "-inf is not a number"),
    "a number without end": (b'{"b":\n 1e999}', 1, "b", "inf is not a number that can be planned with"),
    "NUL": (b'{"a": 1,\n "b": {"c": "\\u0000"}}', 2, "b.c", "holds a NUL character; remove it"),
    "half a surrogate pair": (b'{"a": "\\udc00"}', None, "a", "half of a surrogate pair"),
    "nested too deep": (b"[" * 50 + b"]" * 50, None, "", f"nested deeper than {MAX_DEPTH} levels"),
    "nested without end": (
        b"[" * 200_000 + b"]" * 200_000,
        None,
        "",
        f"nested deeper than {MAX_DEPTH} levels",
    ),
    "no colon": (b'{"a": 1,\n "b" 2}', 2, "", "not valid JSON"),
    "a very long number": (b'{"a": ' + b"9" * 5000 + b"}", None, "", "a number that is too long"),
}


@pytest.mark.parametrize("name", JSON_REFUSALS)
def test_json_that_cannot_be_trusted_is_refused_with_its_place(name: str) -> None:
    content, line, path, message = JSON_REFUSALS[name]
    found = refusal(content, "json")
    assert message in found.message
    assert (found.line, found.path) == (line, path)


def test_a_document_over_the_limit_is_refused_with_its_size() -> None:
    found = refusal(b"#" * (MAX_DOCUMENT_BYTES + 1_000_000))
    assert found.message == "the document has 11.0 MB; the limit is 10 MB: split the portfolio"


def test_scalars_mean_what_they_look_like() -> None:
    text = b"""
a: no
b: 12:30:00
c: 2027-01-04
d: 1e3
e: 0x1F
f: 010
g: true
h: ~
i: ""
j: .5
k: 1_000
l: "1"
m: .nan
"""
    assert parse(text).value == {
        "a": "no",
        "b": "12:30:00",
        "c": "2027-01-04",
        "d": 1000.0,
        "e": "0x1F",
        "f": 10,
        "g": True,
        "h": None,
        "i": "",
        "j": 0.5,
        "k": "1_000",
        "l": "1",
        "m": ".nan",
    }


def test_the_ending_of_the_file_decides_and_then_the_first_character() -> None:
    flow = b"{a: 1}"
    assert parse(flow, filename="p.YAML").value == {"a": 1}
    assert refusal(flow).message.startswith("not valid JSON")
    assert parse(b'\n {"a": 1}').value == {"a": 1}
    with pytest.raises(BadInput, match="not valid JSON"):
        parse(b"a: 1", filename="p.json")


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert parse(b"\xef\xbb\xbfa: 1\n").value == {"a": 1}


@pytest.mark.parametrize("given", ["yaml", "json"])
def test_each_value_knows_its_line(given: Format) -> None:
    text = b'{"a": 1,\n "b": [\n  {"c": 2},\n  {"c":\n   3}]}'
    source = parse(text, given)
    assert [source.line(path) for path in [("a",), ("b",), ("b", 0, "c"), ("b", 1, "c")]] == [1, 2, 3, 4]
    assert source.line(("b", 1, "missing")) == 4
    assert source.line(("elsewhere",)) == 1


def test_an_alias_within_the_budget_is_followed() -> None:
    assert parse(b"a: &x {p: 1}\nb: [*x, *x]\n").value == {"a": {"p": 1}, "b": [{"p": 1}, {"p": 1}]}


def test_what_comes_from_an_alias_has_the_line_of_its_anchor() -> None:
    source = parse(b"a: &x\n  p: 1\n  q: 2\nb: [*x]\n")
    assert [source.line(path) for path in [("b",), ("b", 0, "p"), ("b", 0, "q")]] == [4, 2, 3]


def test_copies_of_an_alias_are_not_the_same_object() -> None:
    value = parse(b"a: &x [1]\nb: *x\n").value
    assert value["a"] == value["b"]
    assert value["a"] is not value["b"]


@pytest.mark.parametrize("given", ["yaml", "json"])
def test_values_are_counted_in_both_formats(given: Format) -> None:
    most = b"[" + b"0," * (MAX_NODES - 2) + b"0]"
    assert len(parse(most, given).value) == MAX_NODES - 1
    assert f"more than {MAX_NODES:,} values" in refusal(most[:-1] + b",0]", given).message


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), plain, max_size=4))
def test_json_is_read_as_it_was_meant_or_refused(value: dict[str, object]) -> None:
    text = json.dumps(value).encode()
    if b"\\u0000" in text:
        assert "NUL" in refusal(text, "json").message
    else:
        assert parse(text, "json").value == value


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_with_a_sentence(content: bytes) -> None:
    try:
        parse(content)
    except BadInput:
        assert refusal(content).message
