"""The browser's files joined: nothing twice, nothing lacking, and no more than is needed."""

from __future__ import annotations

from gdwidgets.web.modules import HERE, module, style


def test_what_is_imported_comes_first_and_once(tmp_path):
    (tmp_path / "low.js").write_text("// @ts-check\n// Low.\n\nexport const low = 1;\n")
    (tmp_path / "left.js").write_text('import { low } from "./low.js";\nexport const l = low;\n')
    (tmp_path / "right.js").write_text('import { low } from "./low.js";\nexport const r = low;\n')
    entry = tmp_path / "entry.js"
    entry.write_text(
        'import { l } from "./left.js";\nimport {\n  r,\n} from "./right.js";\n'
        "export default l + r;\n"
    )
    lines = [line for line in module(entry).splitlines() if line]
    assert lines == [
        "export const low = 1;",
        "export const l = low;",
        "export const r = low;",
        "export default l + r;",
    ]


def test_files_may_import_each_other_in_a_circle(tmp_path):
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nexport const a = () => b;\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\nexport const b = () => a;\n')
    text = module(tmp_path / "a.js")
    assert text.count("const a") == text.count("const b") == 1


def test_only_comments_on_lines_of_their_own_are_left_out(tmp_path):
    entry = tmp_path / "a.js"
    entry.write_text(
        '/** What it is: a * b / c.\n * @type {string}\n */\nconst a = "// no comment"; // why\n'
        'const b = "/* nor this */";\n  // indented\nexport default a + b;\n'
    )
    assert module(entry).splitlines() == [
        'const a = "// no comment"; // why',
        'const b = "/* nor this */";',
        "export default a + b;",
    ]


def test_a_sheet_keeps_its_rules(tmp_path):
    sheet = tmp_path / "a.css"
    sheet.write_text("/* Why:\n   a ** b. */\n.a { color: red; } /* kept */\n  /* in */\n.b {}\n")
    assert style(sheet) == f"{style()}\n.a {{ color: red; }} /* kept */\n.b {{}}\n"
    tokens = (HERE / "tokens.css").read_text(encoding="utf-8")
    assert style().count("{") == tokens.count("{")
