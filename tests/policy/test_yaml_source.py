"""Packs as files: what is no plain text in UTF-8, and what would do harm, is refused with its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from factory import FACTS, HEADER, measure, pack_of, refusal
from hypothesis import given
from hypothesis import strategies as st

from rencai.policy import PackError, load_pack
from rencai.policy.yaml_source import MAX_FILE_BYTES, read_text


def folder(path: Path, **files: str | bytes) -> Path:
    """A pack's folder with pack.yaml, facts.yaml and further files (`a` is written as a.yaml)."""
    for name, content in {"pack": HEADER, "facts": FACTS, **files}.items():
        data = content.encode() if isinstance(content, str) else content
        (path / f"{name}.yaml").write_bytes(data)
    return path


def load_refusal(path: Path) -> str:
    with pytest.raises(PackError) as caught:
        load_pack(path)
    return caught.value.text()


# -- folders and files -------------------------------------------------------------------------------------


def test_a_pack_is_read_from_its_folder_and_the_folders_below(tmp_path: Path) -> None:
    (folder(tmp_path) / "measures").mkdir()
    (tmp_path / "measures" / "m.yml").write_text(measure("m", "flag"), encoding="utf-8")
    assert list(load_pack(tmp_path).rules.measures) == ["m"]
    assert list(load_pack(str(tmp_path)).rules.measures) == ["m"]


def test_a_folder_without_pack_yaml_is_no_pack(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text(FACTS, encoding="utf-8")
    assert load_refusal(tmp_path) == f"{tmp_path}: this is no policy pack: it has no pack.yaml"


def test_an_empty_folder_is_no_pack(tmp_path: Path) -> None:
    assert "it has no pack.yaml" in load_refusal(tmp_path)


def test_an_unknown_pack_is_answered_with_the_shipped_ones() -> None:
    with pytest.raises(PackError) as caught:
        load_pack("dalien")
    found = caught.value.text()
    assert "there is no pack 'dalien' (dalian?)" in found
    assert "singapore-compass" in found


@pytest.mark.parametrize("content", ["", "\n\n", "# only a remark\n"])
def test_an_empty_file_is_named(tmp_path: Path, content: str) -> None:
    assert load_refusal(folder(tmp_path, a=content)) == "a.yaml: the file is empty"


def test_a_file_that_is_not_utf8_is_named_with_the_remedy(tmp_path: Path) -> None:
    gbk = measure("m", "flag").replace("文字", "安家费").encode("gbk")
    assert load_refusal(folder(tmp_path, a=gbk)) == "a.yaml: the file is not UTF-8 text; save it as UTF-8"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    text = "measure: m\r\ntitle: {en: m, zh: 措施}\r\nkind: status\r\nsource: {document: rules}\r\n"
    pack = load_pack(folder(tmp_path, a=b"\xef\xbb\xbf" + text.encode()))
    assert pack.rules.measures["m"].title["zh"] == "措施"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    assert load_refusal(folder(tmp_path, a=b"#" * (MAX_FILE_BYTES + 1))).startswith("a.yaml: the file is larger than")


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "secret.yaml"
    outside.write_text("derived: {}", encoding="utf-8")
    (tmp_path / "pack").mkdir()
    (folder(tmp_path / "pack") / "a.yaml").symlink_to(outside)
    assert load_refusal(tmp_path / "pack") == "a.yaml: the file lies outside the pack's folder"


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (folder(tmp_path) / "a.txt").write_text(measure("m", "flag"), encoding="utf-8")
    (tmp_path / "a.yaml").symlink_to(tmp_path / "a.txt")
    assert "m" in load_pack(tmp_path).rules.measures


@pytest.mark.parametrize("kind", ["folder", "pipe", "broken link"])
def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path, kind: str) -> None:
    odd = folder(tmp_path) / "a.yaml"
    if kind == "folder":
        odd.mkdir()
    elif kind == "pipe":
        os.mkfifo(odd)
    else:
        odd.symlink_to(tmp_path / "nowhere.yaml")
    assert load_refusal(tmp_path) == "a.yaml: this is no file that can be read"


def test_files_that_are_no_yaml_are_left_alone(tmp_path: Path) -> None:
    (folder(tmp_path) / "notes.md").write_text("{{{", encoding="utf-8")
    assert load_pack(tmp_path).name == "demo"


# -- plain text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: &x [1]\nb: *x", "a.yaml:1:4: YAML anchors are not allowed in a pack; write the value out"),
        ("a: &x 1\nb: *x", "a.yaml:1:4: YAML anchors are not allowed in a pack; write the value out"),
        ("a: &x {b: *x}", "a.yaml:1:4: YAML anchors are not allowed in a pack; write the value out"),
        (
            "a: !!python/object/apply:os.system ['id']",
            "a.yaml:1:4: YAML tags are not allowed in a pack: tag:yaml.org,2002:python/object/apply:os.system",
        ),
        ("a: !secret b", "a.yaml:1:4: YAML tags are not allowed in a pack: !secret"),
        ("a: !!int 3", "a.yaml:1:4: YAML tags are not allowed in a pack: tag:yaml.org,2002:int"),
        ("a: !!binary aGk=", "a.yaml:1:4: YAML tags are not allowed in a pack: tag:yaml.org,2002:binary"),
        ("!x a: b", "a.yaml:1:1: a field's name must be plain text"),
        ("? [a]\n: b", "a.yaml:1:3: a field's name must be plain text"),
        ("a: 1\nb: 2\na: 3", "a.yaml:3:1: the field 'a' stands twice; keep one"),
        ("a: 1\n'a': 3", "a.yaml:2:1: the field 'a' stands twice; keep one"),
        ("a: 1\n---\nb: 2", "a.yaml:3:1: one document is expected; write what follows --- into a file of its own"),
        ("hello", "a.yaml:1:1: a mapping (name: value) is expected here"),
        ("- a", "a.yaml:1:1: a mapping (name: value) is expected here"),
    ],
)
def test_a_pack_is_plain_text_without_the_tricks_of_yaml(text: str, why: str) -> None:
    assert refusal(text) == why


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    rows = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]" for i in range(1, 40)]
    assert refusal("\n".join(rows)).startswith("a.yaml:1:5: YAML anchors are not allowed")


@pytest.mark.parametrize("unit", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("times", [40, 200_000])
def test_huge_nesting_is_refused(unit: str, times: int) -> None:
    assert refusal(unit * times).startswith("a.yaml:1:")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a:\n\tb: c", "a.yaml:2:1"),
        ("a: [1, 2", "a.yaml:2"),
        ("a: 'b", "a.yaml:1"),
        ("a: b: c", "a.yaml:1:5"),
        ("a: \x07", "a.yaml"),
        ("a: %x", "a.yaml:1:4"),
        ("}", "a.yaml:1:1"),
        ("a: |2x", "a.yaml:1"),
    ],
)
def test_broken_yaml_is_refused_with_its_place(text: str, place: str) -> None:
    found = refusal(text)
    assert found.startswith(place)
    assert "this is not valid YAML" in found


@given(st.text(alphabet="ab:{}[]&*!|>-?'\"#%@`~, \n\t0", max_size=40))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        read_text(text, "a.yaml")
    except PackError as error:
        assert error.problems[0].place is not None


def test_html_in_a_name_is_kept_as_text() -> None:
    title = "<script>alert('x')</script> & <b>安家费</b>"
    pack = pack_of(measure("m", "flag", title={"en": title, "zh": title}))
    assert pack.rules.measures["m"].title["en"] == title


def test_words_that_yaml_reads_as_true_stay_text_where_text_is_meant() -> None:
    title = {"en": "yes", "zh": "no"}
    assert pack_of(measure("m", "flag", title=title)).rules.measures["m"].title == title


def test_line_breaks_in_a_text_become_spaces() -> None:
    text = measure("m").replace('"title": {"en": "m"', '"title": {"en": "two\\n  lines"')
    assert pack_of(text).rules.measures["m"].title["en"] == "two lines"


# -- many problems at once ---------------------------------------------------------------------------------


def test_the_problems_of_every_file_are_reported_together() -> None:
    found = refusal("a: [", "", "hello")
    assert [line.split(":")[0] for line in found.splitlines()] == ["a.yaml", "b.yaml"]


def test_a_refusal_reads_in_chinese_too() -> None:
    with pytest.raises(PackError) as caught:
        pack_of("")
    assert caught.value.text("zh").startswith("a.yaml: ")
