import dataclasses
import re
from pathlib import Path

import pytest

import web.rendering
from tests.web.views_of_everything.every_view import every_view
from web.rendering import ENVIRONMENT, VIEWS, compile_templates, render, template_of

VIEWS_BY_NAME = dict(every_view())
TEMPLATES = Path(web.rendering.__file__).parent / "templates"


@pytest.mark.parametrize("name", VIEWS_BY_NAME)
def test_every_view_renders(name: str) -> None:
    html = render(VIEWS_BY_NAME[name])
    assert "<" in html
    if "<html" in html:
        assert re.search(r"<title>.+ \| Quarterdeck</title>", html)
        assert html.count("<main") == 1
        assert html.count("<h1") == 1


def test_every_registered_template_has_a_view_here() -> None:
    assert {template_of(view) for view in VIEWS_BY_NAME.values()} == set(VIEWS)


def test_every_template_file_is_a_view_or_part_of_one() -> None:
    used = set(VIEWS) | {"base.html"}
    files = [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.svg")]
    for path in files:
        used |= set(re.findall(r'(?:include|from|extends) "([^"]+)"', path.read_text()))
    assert {str(p.relative_to(TEMPLATES)) for p in files} == used


@pytest.mark.parametrize("name", VIEWS_BY_NAME)
def test_pages_hold_no_inline_script_or_style(name: str) -> None:
    html = render(VIEWS_BY_NAME[name])
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html)


@pytest.mark.parametrize("name", VIEWS_BY_NAME)
def test_ids_are_unique_on_a_page(name: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', render(VIEWS_BY_NAME[name]))
    assert len(ids) == len(set(ids))


def test_all_templates_can_be_compiled_ahead() -> None:
    files = {str(p.relative_to(TEMPLATES)) for kind in ("html", "svg") for p in TEMPLATES.rglob(f"*.{kind}")}
    ENVIRONMENT.cache.clear()  # type: ignore[union-attr]
    compile_templates()
    assert {name for _, name in ENVIRONMENT.cache} == files  # type: ignore[union-attr]


def test_what_people_type_is_escaped() -> None:
    view = dataclasses.replace(VIEWS_BY_NAME["import"], text="</textarea><script>alert(1)</script>")  # type: ignore[type-var]
    assert "<script>alert" not in render(view)


def test_an_unknown_name_in_a_template_is_an_error() -> None:
    with pytest.raises(Exception, match="undefined"):
        ENVIRONMENT.from_string("{{ missing }}").render()
