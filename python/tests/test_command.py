"""`python -m longrange`, and comparisons through the same program."""

import json
import os
import signal
import subprocess
import sys

import pytest
from conftest import ALPHABET, DOCUMENTS, TINY, Trigram

import longrange

OURS = [sys.executable, "-m", "longrange"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def run(*words, **options):
    done = subprocess.run([*OURS, *words], capture_output=True, text=True, env=ENVIRONMENT, **options)
    return done.returncode, done.stdout, done.stderr


def test_arguments_reach_the_program_and_its_exit_code_comes_back(tmp_path):
    assert run("--version") == (0, f"{longrange.__version__}\n", "")
    code, out, errors = run("compare", cwd=tmp_path)
    assert (code, out) == (2, "") and errors.startswith("error: Expected two or more models") and "hint: longrange compare RUN RUN" in errors
    code, out, errors = run("sample", "--model", "pretrained:small", "--length", "30", "--prompt", "def f(", cwd=tmp_path)
    assert code == 0 and "def f(" in out
    assert run("explore", "--model", "pretrained:small", "--output", "page.html", cwd=tmp_path)[0] == 0
    assert (tmp_path / "page.html").stat().st_size > 1_000_000


def test_without_node_there_is_one_error():
    done = subprocess.run([*OURS, "eval"], capture_output=True, text=True, env={**ENVIRONMENT, "LONGRANGE_NODE": "/none"})
    assert done.returncode == 1 and done.stderr.startswith("error: Expected Node 20.19 or newer, got none.\nhint: pip install")


@pytest.mark.skipif(os.name == "nt", reason="no terminals")
def test_ctrl_c_on_the_terminal_ends_the_program():
    import pty

    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [*OURS, "sample", "--model", "pretrained:small", "--length", "100000000"], ENVIRONMENT)
    printed = b""
    while b"minGRU" not in printed:
        printed += os.read(terminal, 1000)
    os.write(terminal, b"\x03")
    try:
        while os.read(terminal, 10_000):
            pass
    except OSError:
        # The terminal is gone with the program.
        pass
    # A shell reports 130 for both.
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) in (130, -signal.SIGINT)


@pytest.fixture(scope="module")
def results():
    made = {}
    for name, factor in (("sharp", 1), ("flat", 0.5)):
        trigram = Trigram()
        trigram.tables *= factor
        made[name] = longrange.evaluate(longrange.StepModel(trigram, ALPHABET, name=name), DOCUMENTS, suite=TINY, max_characters=3000, progress=False)
    return made


def test_a_comparison_has_the_figures_of_the_command(results, tmp_path):
    for name, result in results.items():
        result.save(tmp_path / name)
    groups = [f"--group=own {name}={tmp_path / name}" for name in results]
    code, _, errors = run("compare", *groups, "--output", str(tmp_path / "out"), cwd=tmp_path)
    assert code == 0, errors
    [written] = (tmp_path / "out").glob("*/comparison.json")
    expected = json.loads(written.read_text("utf8"))
    comparison = longrange.compare([results["sharp"], tmp_path / "flat"], labels=["own sharp", "own flat"])
    assert comparison.data["measures"] == expected["measures"] and repr(comparison) == "Comparison(own sharp, own flat)"
    frame = comparison.frame()
    assert len(frame) == sum(len(one["differences"]) for one in expected["measures"])
    row = frame[frame["from"].isna()].loc["bits-carried"]
    bits = {f"own {name}": result.bits_per_character for name, result in results.items()}
    assert (row["value_a"], row["value_b"]) == pytest.approx((bits[row["a"]], bits[row["b"]]))
    assert row["difference"] == pytest.approx(bits[row["a"]] - bits[row["b"]])
    assert set(frame["verdict"]) <= {*bits, "hint", "open", "withheld"}
    assert len(str(comparison).splitlines()) <= 15
    comparison.save(tmp_path / "saved")
    assert json.loads((tmp_path / "saved/comparison.json").read_text("utf8")) == comparison.data
    pytest.importorskip("IPython")
    assert "srcdoc=" in comparison.show().data


@pytest.mark.parametrize(
    "models, labels, message",
    [
        (["sharp"], None, "list of two or more results or folders, got 1"),
        (["sharp", 3], None, "results, or folders with documents.json, got int"),
        (["sharp", "/none"], None, "got '/none'"),
        (["sharp", "flat"], ["one"], "a label for each of 2 models, without =, got 1 labels"),
        (["sharp", "flat"], ["a=b", "c"], "without =, got 'a=b'"),
        (["sharp", "sharp"], None, "models with different names, got 'sharp' twice"),
    ],
)
def test_what_cannot_be_compared_is_one_error(results, models, labels, message):
    with pytest.raises(longrange.LongrangeError, match=message):
        longrange.compare([results.get(one, one) for one in models], labels=labels)


def test_results_of_other_documents_are_refused_by_the_program(results):
    other = longrange.evaluate(longrange.StepModel(Trigram(), ALPHABET), DOCUMENTS[4:], suite=TINY, max_characters=1500, progress=False)
    with pytest.raises(longrange.LongrangeError, match="to be measured in the same way, got different held-out text") as caught:
        longrange.compare([results["sharp"], other])
    assert caught.value.hint.startswith("compare runs that share")


def test_a_notebook_shows_the_first_screen():
    nbformat = pytest.importorskip("nbformat")
    client = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    source = f"import sys; sys.path[:0] = {sys.path!r}\nfrom test_command import *\nlongrange.evaluate(longrange.StepModel(Trigram(), ALPHABET), DOCUMENTS, suite=TINY, max_characters=1500)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    client.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    progress, shown = notebook.cells[0].outputs
    assert progress.data["text/plain"] == "measured"
    page = shown.data["text/html"]
    assert page.startswith("<iframe srcdoc=") and "It still decides for" in page and "prefers-color-scheme" in page and len(page) < 200_000
