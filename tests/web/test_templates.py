"""What must hold for every template, whatever page it is."""

import re
from pathlib import Path

import pytest
from jinja2 import nodes
from jinja2.meta import find_undeclared_variables

from assets.words import Language
from web.page import TEMPLATES, environment

STATIC = TEMPLATES.parent / "static"
WRITTEN = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
STYLES_AND_SCRIPTS = [*STATIC.glob("*.css"), *STATIC.glob("*.js")]

ASIDE = re.compile(r"{#.*?#}", re.DOTALL)
LOGIC = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
TAG = re.compile(r"<[a-z][^>]*>", re.DOTALL)
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
SPOKEN = re.compile(r"\b(?:title|alt|placeholder|aria-label|aria-description)=\"([^\"]*)\"")
CODE = re.compile(r"<code>.*?</code>", re.DOTALL)
NAMELESS = re.compile(r"</[\w-]+>|&\w+;|<!doctype html>|[\w-]+=\"[^\"]*\"")
WORD = re.compile(r"[^\W\d_]+")


def source(template):
    return ASIDE.sub("", (TEMPLATES / template).read_text())


def tame(template):
    """The source with nothing in what Jinja fills in that could end a tag."""
    return LOGIC.sub(lambda found: re.sub("[<>]", "", found.group()), source(template))


def tags(template):
    return TAG.findall(tame(template))


def attribute(tag, name):
    found = re.search(rf"\s{name}=\"(.*?)\"", tag)
    return found and found.group(1)


def of_every_template(asks):
    """One test of all templates, which names the one that it fails for."""

    def asked_of_all():
        for template in WRITTEN:
            try:
                asks(template)
            except AssertionError as no:
                raise AssertionError(f"{template}: {no}") from no

    asked_of_all.__name__ = asks.__name__
    return asked_of_all


@of_every_template
def test_htmx_only_repeats_what_works_without_scripts(template):
    for tag in tags(template):
        if asked := attribute(tag, "hx-post"):
            assert attribute(tag, "action") == asked, tag
            assert attribute(tag, "method") == "post", tag
        if asked := attribute(tag, "hx-get"):
            ways = {attribute(tag, name) for name in ("href", "action", "formaction")}
            assert asked in ways, tag


@of_every_template
def test_every_form_that_changes_something_carries_its_key(template):
    for form in FORM.findall(source(template)):
        if 'method="post"' in form and 'action="/sign-in"' not in form:
            assert "ui.once(" in form or "{{ once(" in form, form


@of_every_template
def test_every_word_on_a_page_can_be_translated(template):
    between = LOGIC.sub(" ", TAG.sub(" ", CODE.sub(" ", tame(template))))
    within = [said for tag in tags(template) for said in SPOKEN.findall(tag)]

    untranslatable = WORD.findall(NAMELESS.sub(" ", between))
    untranslatable += [said for said in within if WORD.search(LOGIC.sub("", said))]

    assert untranslatable == []


@of_every_template
def test_no_page_brings_its_own_scripts_or_styles(template):
    for tag in tags(template):
        assert not tag.startswith("<style"), tag
        assert not tag.startswith("<script") or attribute(tag, "src"), tag
        assert not re.search(r"\s(?:style|on\w+)=", tag), tag


@of_every_template
def test_no_page_asks_another_host(template):
    for tag in tags(template):
        for name in ("src", "href", "action", "srcset", "poster"):
            address = attribute(tag, name) or ""
            assert not re.match(r"(?:https?:)?//", address), tag


@pytest.mark.parametrize("path", STYLES_AND_SCRIPTS, ids=lambda path: path.name)
def test_no_style_and_no_script_asks_another_host(path: Path):
    assert not re.search(r"https?://(?!www\.w3\.org/)", path.read_text())


@of_every_template
def test_every_block_can_be_rendered_alone(template):
    env = environment(Language.EN)
    tree = env.parse((TEMPLATES / template).read_text())
    named_somewhere = assigned(tree)

    for block in tree.find_all(nodes.Block):
        alone = nodes.Template(block.body, lineno=1).set_environment(env)
        needed = find_undeclared_variables(alone)
        assert needed & named_somewhere <= assigned(block), block.name

    assert list(tree.find_all((nodes.Import, nodes.FromImport))) == []


def assigned(tree):
    """The names that this part gives values to."""
    names = tree.find_all(nodes.Name)
    return {name.name for name in names if name.ctx in {"store", "param"}}
