"""Every sentence of the program is in both languages, and the catalogues are up to date."""

from __future__ import annotations

from pathlib import Path

import messages
import office_sentences
import pytest
from bare_text import bare
from catalogue import Found, Kept, Key, compiled, empty, extract, faults

from rencai.messages import Message, show, user_language

CATALOGUES = messages.catalogues()


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_sentence_is_translated_with_the_same_placeholders_and_compiled(name: str) -> None:
    assert list(faults(CATALOGUES[name])) == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_template_shows_no_text_that_nobody_can_translate(name: str) -> None:
    assert list(messages.bare_text.faults(office_sentences.templates(name))) == []


def test_no_two_apps_translate_one_sentence_differently() -> None:
    assert list(messages.different([kept for name, kept in CATALOGUES.items() if name != "rencai"])) == []


# -- the program's own sentences ---------------------------------------------------------------------------


def test_a_message_reads_in_each_language_and_so_do_the_messages_within_it() -> None:
    message = Message("{n} short", n=Message("{n} months", n=4))
    assert (message.text("en"), message.text("zh"), str(message)) == (
        "4 months short",
        "差4个月",
        "4 months short",
    )


def test_a_sentence_without_a_translation_stays_english() -> None:
    assert Message("a sentence that nobody translated").text("zh") == "a sentence that nobody translated"


def test_values_are_shown_in_the_language() -> None:
    assert show(["a", Message("yes"), {"en": "x", "zh": "甲"}], "zh") == "a、是、甲"
    assert show({"en": "only English"}, "zh") == "only English"


def test_messages_are_equal_by_what_they_say() -> None:
    assert Message("{n} days", n=1) == Message("{n} days", n=1)
    assert Message("{n} days", n=1) != Message("{n} days", n=2)
    assert len({Message("yes"), Message("yes")}) == 1
    assert repr(Message("yes")) == "Message('yes')"


def test_the_language_of_the_user_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RENCAI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert user_language() == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert user_language() == "zh"
    monkeypatch.setenv("RENCAI_LANG", "en")
    assert user_language() == "en"


# -- what is a sentence of the office ----------------------------------------------------------------------

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
head, _unused = 1, 2
A = _("Name the "
      "employer.")
B = ngettext("%(n)s talent", "%(n)s talents", 3)
C = pgettext_lazy("month", "May")
logger.error("not for a user")
"""
TEMPLATE = """
{% load x %}{# a remark #}{% comment %}{% translate "gone" %}{% endcomment %}
    {% if talents %}
  <p class="lead">{% translate "The talent's page" %} {{ n|default:_("none") }}</p>
      {% blocktranslate trimmed count n=talents|length with city=place.name %}
        {{ n }} talent
        of {{ city }}
      {% plural %}
        {{ n }} talents of {{ city }}
      {% endblocktranslate %}
 {% endif %}
{% translate "May" context "month" as may %}
{% include "part.html" with title=_("A title") %}
"""


def sentences_of(folder: Path, name: str, text: str) -> list[Key]:
    (folder / name).write_text(text, encoding="utf-8")
    return list(office_sentences.sentences_of(folder / name))


def test_the_gettext_calls_of_a_module_are_read(tmp_path: Path) -> None:
    assert sentences_of(tmp_path, "views.py", PYTHON) == [
        Key("Name the employer."),
        Key("%(n)s talent", "%(n)s talents"),
        Key("May", "", "month"),
    ]


def test_the_translate_tags_of_a_template_are_read(tmp_path: Path) -> None:
    assert sentences_of(tmp_path, "page.html", TEMPLATE) == [
        Key("The talent's page"),
        Key("none"),
        Key("%(n)s talent of %(city)s", "%(n)s talents of %(city)s"),
        Key("May", "", "month"),
        Key("A title"),
    ]


def test_the_office_and_the_command_line_keep_their_sentences_apart() -> None:
    told = CATALOGUES["rencai"].extracted()
    own = office_sentences.extracted("pages")
    files = {file for files in own.values() for file in files}
    assert "src/rencai/office/asker.py" in files
    assert files.isdisjoint(file for files in told.values() for file in files)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("%(n)s of %(total)d", {"n", "total"}),
        ("{name} is 100%% right", {"name"}),
        ("%s talents", {"%s"}),
        ("100%, nothing else", set()),
    ],
)
def test_placeholders_are_found_by_name(text: str, names: set[str]) -> None:
    assert office_sentences.placeholders(text) == names


# -- what is wrong with a catalogue ------------------------------------------------------------------------


def kept(folder: Path, wanted: dict[Key, str | tuple[str, ...]], said: dict[Key, str | tuple[str, ...]]) -> Kept:
    """A catalogue that says `said`, compiled, for a source that holds `wanted`."""
    found: Found = {key: ["src/app/views.py"] for key in wanted}
    result = Kept("app", folder / "django.po", lambda: found, office_sentences.placeholders)
    catalogue = empty()
    for key, text in said.items():
        catalogue.add(key.id, text, context=key.context)
    result.write(catalogue)
    result.mo.write_bytes(compiled(result.read()))
    return result


RIGHT: dict[Key, str | tuple[str, ...]] = {
    Key("Send"): "提交",
    Key("May", "", "month"): "五月",
    Key("%(n)s day", "%(n)s days"): ("%(n)s天",),
}


def test_a_catalogue_that_is_right_has_no_faults(tmp_path: Path) -> None:
    assert list(faults(kept(tmp_path, RIGHT, RIGHT))) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({Key("Send"): ""}, "not translated: 'Send'"),
        ({Key("Send"): "Send"}, "the translation is the original: 'Send'"),
        ({Key("Send"): "提交,谢谢"}, "half-width punctuation"),
        ({Key("Send"): "提交%(n)s"}, "other placeholders in the translation of 'Send': ['n']"),
        ({Key("%(n)s day", "%(n)s days"): ("%(m)s天",)}, "other placeholders"),
        ({Key("Go"): "走"}, "left over in the catalogue: 'Go'"),
    ],
)
def test_a_fault_of_a_translation_is_named(tmp_path: Path, change: dict[Key, str], words: str) -> None:
    (fault,) = faults(kept(tmp_path, RIGHT, RIGHT | change))
    assert words in fault


def test_a_sentence_that_the_catalogue_lacks_is_named_with_its_file(tmp_path: Path) -> None:
    (fault,) = faults(kept(tmp_path, RIGHT | {Key("New"): ""}, RIGHT))
    assert fault == "app: missing in the catalogue: 'New' (src/app/views.py)"


def test_a_fuzzy_translation_is_named(tmp_path: Path) -> None:
    app = kept(tmp_path, RIGHT, RIGHT)
    app.po.write_text(app.po.read_text().replace('msgid "Send"', '#, fuzzy\nmsgid "Send"'))
    assert any("fuzzy: 'Send'" in fault for fault in faults(app))


def test_a_compiled_file_of_another_day_is_named(tmp_path: Path) -> None:
    app = kept(tmp_path, RIGHT, RIGHT)
    app.po.write_text(app.po.read_text().replace("提交", "发送"))
    (fault,) = faults(app)
    assert "django.mo is not that of django.po" in fault


def test_extracting_keeps_what_is_translated_and_drops_what_is_gone(tmp_path: Path) -> None:
    app = kept(tmp_path, {Key("Send"): "", Key("New"): ""}, RIGHT)
    assert extract(app) == "app: 2 sentences, 1 to translate"
    first = app.po.read_bytes()
    extract(app)
    assert app.po.read_bytes() == first
    assert "提交" in first.decode()
    assert "五月" not in first.decode()
    assert "Date" not in first.decode()


def test_two_apps_that_translate_a_sentence_differently_are_named(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    one, other = (
        kept(folder, {}, {Key("Send"): word})._replace(name=folder.name)
        for folder, word in zip(folders, ["提交", "发送"], strict=True)
    )
    (fault,) = messages.different([one, other])
    assert fault.startswith("b and a translate 'Send' differently")


# -- text outside a translate tag --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("<p>Hello</p>", "Hello"),
        ("<p>你好</p>", "你好"),
        ('<img alt="A map">', "A map"),
        ('<input type="submit" value="Send">', "Send"),
        ('<p>{{ name|default:"nobody" }}</p>', "nobody"),
        ('<p>{{ right|yesno:"yes,no" }}</p>', "yes,no"),
        ('{% include "part.html" with title="A title" %}', "A title"),
        ("<p>\n  {% if x %}\n  Words\n{% endif %}</p>", "Words"),
    ],
)
def test_text_that_nobody_can_translate_is_named(template: str, text: str) -> None:
    assert [found for _, found in bare(template)] == [text]


@pytest.mark.parametrize(
    "template",
    [
        '<p>{% translate "Hello" %}</p>',
        "<p>{% blocktranslate trimmed %}Hello <b>you</b>{% endblocktranslate %}</p>",
        "{# a remark #}{% comment %}another{% endcomment %}",
        '<a class="{{ kind|default:\'plain\' }}" href="/x">1 · 2 → 3 %</a>',
        '<a lang="zh-Hans" href="/x">简体中文</a>',
        "<title>Rencai</title>",
        "<code>rencai demo</code><script>let a = 1;</script>",
        '<p>{{ day|date:"Y-m-d" }}&nbsp;–&nbsp;{{ name|default:_("nobody") }}</p>',
    ],
)
def test_what_is_translated_or_no_language_is_let_be(template: str) -> None:
    assert bare(template) == []


def test_the_line_of_the_text_is_told() -> None:
    assert bare("<p>\n{# a\nremark #}\n\n  Words</p>") == [(5, "Words")]
