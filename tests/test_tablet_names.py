"""Names in the modules of the tablet: a name declared twice, imported from nowhere or used without import stops the whole app."""

import re
from functools import cache
from pathlib import Path

FIELD = Path(__file__).parents[1] / "audit_app/static/field"
WHOLE = re.compile(r"^import \* as (\w+)", re.M)
IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"\./([\w.]+)"', re.M)
DECLARED = re.compile(r"^(?:export )?(?:async )?(?:const|let|var|class|function\*?) (\w+|\[[^\]]*\]|\{[^}]*\})", re.M)
EXPORTED = re.compile(r"^export (?:async )?(?:const|let|class|function\*?) ([\w$]+)", re.M)
LISTED = re.compile(r"^export \{([^}]*)\}", re.M)
# a string, a comment or a regular expression holds no names; ${…} of a template does
SILENT = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
    r"""|(?:(?<=[\[(,=:!&|?{};\n])|(?<=[(,=:!&|?{};\n] ))/(?![*/])(?:\\.|\[[^\]]*\]|[^/\\\n])+/""",
    re.S,
)
TEMPLATE = re.compile(r"`(?:\\.|\$\{(?:[^{}`]|\{[^{}]*\})*\}|[^`\\$]|\$(?!\{))*`", re.S)
USED = re.compile(
    r"(?<![.\w$#])([A-Za-z_$][\w$]*)(?![\w${]|\s*:(?!:))|\.\.\.([A-Za-z_$][\w$]*)|\?\s*([A-Za-z_$][\w$]*)\s*:"
)
BOUND = [
    re.compile(r"\b(?:const|let|var)\s+([\w$]+|\[[^\]]*\]|\{[^}]*\})"),
    re.compile(r"\b(?:function\*?|class)\s+(\w+)"),
    re.compile(r"\bfunction\*?\s*\w*\s*\(([^)]*)\)"),
    re.compile(r"\(((?:[^()]|\([^()]*\))*)\)\s*=>"),
    re.compile(r"([\w$]+)\s*=>"),
    re.compile(r"^ +(?:static |async )*(?!if|for|while|switch)\w+\(([^)]*)\) \{", re.M),
    re.compile(r"\bcatch\s*\((\w+)\)"),
]


def names_in(some: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_$][\w$]*", some))


def imported(source: str) -> list[tuple[str, str, str]]:
    """(name there, name here, module) of every named import."""
    found = []
    for some, module in IMPORT.findall(source):
        for name in filter(None, (one.strip() for one in some.split(","))):
            there, _, here = name.partition(" as ")
            found.append((there.strip(), (here or there).strip(), module))
    return found


def exported(source: str) -> set[str]:
    listed = [
        one.split(" as ")[-1].strip() for some in LISTED.findall(source) for one in some.split(",") if one.strip()
    ]
    return set(EXPORTED.findall(source)) | set(listed)


def named_twice(source: str) -> set[str]:
    """Names that a module imports or declares at its top more than once."""
    names = [here for _, here, _ in imported(source)] + WHOLE.findall(source)
    names += [name for some in DECLARED.findall(source) for name in re.findall(r"\w+", some)]
    return {name for name in names if names.count(name) > 1}


def speaking(source: str) -> str:
    """The source without strings, comments and regular expressions; of templates only what they reckon."""
    bare = SILENT.sub(" ", source)
    return TEMPLATE.sub(lambda some: " ".join(re.findall(r"\$\{((?:[^{}`]|\{[^{}]*\})*)\}", some[0])), bare)


def unimported(source: str, elsewhere: set[str]) -> set[str]:
    """Names that other modules export or give to a whole module, used here without being imported or bound here."""
    bare = speaking(re.sub(r"^import[^;]*;", "", source, flags=re.M))
    here = {name for _, name, _ in imported(source)} | set(WHOLE.findall(source))
    for bound in BOUND:
        for some in bound.findall(bare):
            here |= names_in(some)
    used = {next(filter(None, some)) for some in USED.findall(bare)}
    return (used & elsewhere) - here


@cache
def modules() -> dict[str, str]:
    found = {path.name: path.read_text(encoding="utf-8") for path in sorted(FIELD.glob("*.js"))}
    assert len(found) > 50
    return found


def test_no_module_of_the_tablet_names_one_thing_twice() -> None:
    assert {name: found for name, source in modules().items() if (found := named_twice(source))} == {}
    assert named_twice('import { moment, told } from "./claims.js";\nlet told = null;\n') == {"told"}
    assert named_twice('import { told as said } from "./claims.js";\nlet told = null;\n') == set()


def test_every_imported_name_is_exported_where_it_is_taken_from() -> None:
    known = {name: exported(source) for name, source in modules().items()}
    absent = [
        (name, there, module)
        for name, source in modules().items()
        for there, _, module in imported(source)
        if there not in known.get(module, set())
    ]
    assert absent == []
    assert exported("export const a = 1;\nexport async function b() {}\nexport { c as d };\n") == {"a", "b", "d"}


def test_no_module_of_the_tablet_uses_a_name_of_another_without_import() -> None:
    elsewhere = set().union(*({*exported(one), *WHOLE.findall(one)} for one in modules().values()))
    assert len(elsewhere) > 150
    assert {name: found for name, source in modules().items() if (found := unimported(source, elsewhere))} == {}


def test_a_name_used_without_import_is_seen_wherever_it_stands() -> None:
    told = {"seen", "moment"}
    for planted in (
        "if (seen(1)) go();",
        "go(`${seen}`);",
        "go(...seen);",
        "go({ a: seen });",
        "go(b ? seen : 1);",
        "seen.clear();",
    ):
        assert unimported(planted, told) == {"seen"}, planted
    for fine in (
        'go("seen");',
        "// seen",
        "go.seen();",
        "go({ seen: 1 });",
        "const { seen } = go;",
        "go((seen) => seen);",
    ):
        assert unimported(fine, told) == set(), fine
    assert unimported('import { seen } from "./local_store.js";\nseen(1);', told) == set()
