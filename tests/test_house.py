"""The house itself: the front door, one error tree, floors, names, and what README promises."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import kordon
from geo import errors

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("kordon", "cli", "maps", "layers", "geo")
MODULES = sorted(p for floor in FLOORS for p in (ROOT / floor).rglob("*.py"))


def names(module: Path) -> list[ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef]:
    """Public functions and classes of a module, and the public methods of those classes."""
    tree = ast.parse(module.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = [n for n in tree.body if isinstance(n, kinds) and not n.name.startswith("_")]
    for one in list(found):
        if isinstance(one, ast.ClassDef):
            found += [n for n in one.body if isinstance(n, kinds) and not n.name.startswith("_")]
    return found


def test_front_door() -> None:
    """The public names are sorted, are there, and are all that `dir` shows."""
    assert list(kordon.__all__) == sorted(kordon.__all__)
    for name in kordon.__all__:
        assert getattr(kordon, name) is not None, name
    assert dir(kordon) == sorted(kordon.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kordon.nothing  # noqa: B018


def test_one_error_tree() -> None:
    """Every error is a KordonError with an exit code, is exported, and is in the drawing."""
    for name in errors.__all__:
        error = getattr(errors, name)
        assert issubclass(error, errors.KordonError)
        assert getattr(kordon, name) is error
        assert name in (errors.__doc__ or "")
    raised = set()
    for path in MODULES:
        raised |= set(re.findall(r"^class (\w+)\(.*Error.*\):", path.read_text("utf-8"), re.M))
    assert raised == set(errors.__all__) - {"KordonError"}


def test_errors_are_caught_by_their_builtin_names() -> None:
    """Who knows nothing of Kordon still catches the right thing."""
    with pytest.raises(ValueError, match="does not exist"):
        kordon.read(["no such file.csv"])
    with pytest.raises(OSError, match="folder"):
        kordon.Page(kordon.read([ROOT / "examples" / "belarus-border-2021-2023.csv"])).save(ROOT)


@pytest.mark.parametrize("floor", FLOORS)
def test_every_module_imports_by_itself(floor: str) -> None:
    """No module needs another to be imported first."""
    package = importlib.import_module(floor)
    found = [m.name for m in pkgutil.walk_packages(package.__path__, f"{floor}.")]
    # Not "import ...": cli.import is no name that can be written there.
    words = [f"import_module({name!r})" for name in found if "__main__" not in name]
    code = "\n".join(["from importlib import import_module", *words])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_everything_public_explains_itself() -> None:
    """Modules, and public functions, classes and methods, have a docstring."""
    silent = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in MODULES
        for node in names(path)
        if not ast.get_docstring(node) and not _overloaded(node)
    ]
    silent += [
        str(path.relative_to(ROOT))
        for path in MODULES
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    # Methods of click's that are only filled in keep click's own words.
    assert [s for s in silent if not s.startswith("cli/main.py")] == []


def _overloaded(node: ast.AST) -> bool:
    return any(
        getattr(d, "id", getattr(d, "attr", "")) in ("overload", "override")
        for d in getattr(node, "decorator_list", [])
    )


def test_the_library_does_not_print() -> None:
    """Only cli/ talks; scripts that are run by themselves may."""
    for path in MODULES:
        if "cli" in path.parts or "build" in path.parts:
            continue
        assert not re.search(r"^\s*print\(", path.read_text("utf-8"), re.M), path


def test_only_the_command_line_knows_click() -> None:
    for path in MODULES:
        if "cli" not in path.relative_to(ROOT).parts:
            assert "import click" not in path.read_text("utf-8"), path


def test_modules_stay_small() -> None:
    """250 lines are the aim."""
    for path in MODULES:
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= 350, path


def test_no_third_party_javascript() -> None:
    """Scripts are ours, small, and only in maps/page and the tests."""
    listed = subprocess.run(
        ["git", "ls-files", "*.js", "*.mjs", "*.css"], capture_output=True, text=True, cwd=ROOT
    ).stdout.split()
    for name in listed:
        assert name.startswith(("maps/page/", "tests/page/")), name
        assert (ROOT / name).stat().st_size < 30_000, name


def test_ci_runs_what_the_readme_says() -> None:
    """Its targets are there, and a reader knows of each."""
    words = {
        name: (ROOT / name).read_text("utf-8") for name in (".ci/run", "README.md", "Makefile")
    }
    ran = re.findall(r"^make ([\w-]+)", words[".ci/run"], re.M)
    assert set(ran) == {"map", "test", "mutants", "wheel-check"}
    for target in ran:
        assert re.search(rf"`?make {target}\b", words["README.md"]), target
        assert re.search(rf"^{target}: ", words["Makefile"], re.M), target


def test_readme_names_commands_and_both_makes() -> None:
    from cli.main import COMMANDS

    readme = (ROOT / "README.md").read_text("utf-8")
    docs = readme + (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert "make map" in readme
    assert "make test" in readme
    for name in COMMANDS:
        assert f"kordon {name}" in docs
