import pytest

from wheel_ceiling.blame.hunks import Line, changed_lines, code_of
from wheel_ceiling.model import ChangedFile

PATCH = """\
@@ -3,6 +3,7 @@ jobs:
   build:
     steps:
-      - run: make
+      - name: Build
+        run: make all
       - run: check
@@ -40,2 +41,2 @@
-old
+new
\\ No newline at end of file"""


def lines(patch: str, path: str = "a.yml") -> list[Line]:
    return list(changed_lines([ChangedFile(path, patch)]))


def test_lines_have_the_number_of_their_own_side() -> None:
    assert [(line.is_removed, line.number, line.code) for line in lines(PATCH)] == [
        (True, 5, "- run: make"),
        (False, 5, "- name: Build"),
        (False, 6, "run: make all"),
        (True, 40, "old"),
        (False, 41, "new"),
    ]


def test_lines_know_what_encloses_them() -> None:
    scopes = {line.code: line.scope for line in lines(PATCH)}

    assert scopes["run: make all"] == ("- name: Build", "steps:", "build:")
    assert scopes["- run: make"] == ("steps:", "build:")
    assert scopes["new"] == ()


def test_a_section_encloses_the_keys_below_it() -> None:
    patch = "@@ -1 +1,3 @@\n [tool.a]\n+x = 1\n+[[tool.b]]\n+y = [\n+  2,\n"

    assert [line.scope for line in lines(patch)] == [
        ("[tool.a]",),
        (),
        ("[[tool.b]]",),
        ("y = [", "[[tool.b]]"),
    ]


def test_lines_that_were_changed_together_are_one_block() -> None:
    blocks = [line.block for line in lines("@@ -1 +1 @@\n-a\n+b\n c\n+d\n")]

    assert blocks[0] == blocks[1] != blocks[2]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  a:   b", "a: b"),
        ("# a: b", ""),
        ("  // a", ""),
        ("<!-- a -->", ""),
        ("a: b  # v4", "a: b"),
        ("a#b", "a#b"),
        ("", ""),
    ],
)
def test_comments_are_no_code(text: str, code: str) -> None:
    assert code_of(text) == code


@pytest.mark.parametrize(
    "patch",
    [
        "",
        "+a\n-b\n",
        "Binary files differ",
        "@@ -1 +1 @@",
        "@@ nonsense @@\n+a",
        f"@@ -{'9' * 5000} +1 @@\n+a",
        f"@@ -1 +1 @@\n+{'a' * 5000}",
        "@@ -1 +1 @@\n+# a\n+\n+   \n",
    ],
)
def test_what_is_no_diff_has_no_lines(patch: str) -> None:
    assert lines(patch) == []


def test_other_line_breaks_do_not_shift_the_numbers() -> None:
    assert [line.number for line in lines("@@ -1 +1 @@\n+a\x0cb\u2028c\r\n+d\r\n")] == [1, 2]


def test_empty_context_lines_count_even_without_their_blank() -> None:
    assert [line.number for line in lines("@@ -1 +1 @@\n a\n\n+b")] == [3]


def test_huge_changes_are_read_in_part() -> None:
    long = "@@ -0,0 +1 @@\n" + "+a\n" * 9_000
    files = [ChangedFile(f"{number}.yml", "@@ -0,0 +1 @@\n+a\n") for number in range(1_000)]
    big = [ChangedFile(f"{number}.yml", "@@ -1 +1 @@\n+a\n" + " \n" * 300_000) for number in "abc"]

    assert len(lines(long)) == 4_000
    assert len(list(changed_lines(files))) == 300
    assert len(list(changed_lines(big))) == 2


def test_depth_is_bounded() -> None:
    patch = "@@ -0,0 +1 @@\n" + "".join(f"+{' ' * depth}a:\n" for depth in range(900))

    assert max(len(line.scope) for line in lines(patch)) == 12
