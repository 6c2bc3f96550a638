"""`longrange.evaluate`, with Node."""

import _thread
import os
import pickle
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from conftest import ALPHABET, DOCUMENTS, TINY

import longrange
from longrange import node_process
from longrange.result import range_words

OPTIONS = {"suite": TINY, "max_characters": 1500, "progress": False}


@pytest.fixture
def started(monkeypatch):
    """The processes of Node that were started. None runs at the end."""
    processes = []
    original = node_process.NodeProcess.__init__

    def start(self):
        original(self)
        processes.append(self.process)

    monkeypatch.setattr(node_process.NodeProcess, "__init__", start)
    yield processes
    assert all(one.poll() is not None for one in processes)


def even(contexts):
    return np.full((len(contexts), len(ALPHABET)), -np.log(len(ALPHABET)))


def test_a_model_with_a_state_has_the_figures_of_the_same_function(trigram, started):
    stages = []
    tell = lambda stage, share: stages.append(stage)
    first = longrange.evaluate(trigram.log_probabilities, DOCUMENTS, ALPHABET, **{**OPTIONS, "progress": tell}, training=DOCUMENTS[:2])
    second = longrange.evaluate(longrange.StepModel(trigram, ALPHABET), DOCUMENTS, **OPTIONS, training=DOCUMENTS[:2])
    figures = [one.frame()["value"] for one in (first, second)]
    # Samples of the two begin differently.
    read = [one for one in figures[0].index if one.startswith(("closers", "effective", "range_reading", "range_shown_reading", "half_life_of_evidence"))]
    assert len(read) > 2 and (figures[0][read] - figures[1][read]).abs().max() < 1e-4
    assert first.bits_per_character == pytest.approx(second.bits_per_character, abs=1e-4)
    assert "sampling the model" in stages
    table = str(first).split("\n\n")[1].splitlines()
    assert len(str(first).splitlines()) <= 15 and table[-1].startswith("20-gram: ") and table[0].split() == ["model", "20-gram"]
    assert table[4].split()[:2] == ["bits_per_character", f"{first.bits_per_character:.3f}"]


def test_a_result_is_shown_saved_and_framed(started, tmp_path):
    result = longrange.evaluate(even, [("a.py", DOCUMENTS[0]), *DOCUMENTS[1:4]], ALPHABET, name="even", **OPTIONS)
    assert result.bits_per_character == pytest.approx(np.log2(len(ALPHABET)), abs=1e-5)
    assert "longrange · even" in str(result) and len(repr(result)) < 200
    assert len(str(result).splitlines()) <= 15 and "that needs `training=`" in str(result)
    assert result.data["model"]["run"] == "even"
    frame = result.frame()
    assert frame.loc["bits_per_character", "value"] == result.bits_per_character
    pytest.importorskip("IPython")
    assert "srcdoc=" in result.show().data and "&lt;html" in result.show().data.lower()
    result.save(tmp_path / "out")
    assert sorted(os.listdir(tmp_path / "out")) == ["documents.json", "report.html", "result.json"]
    assert result.document_scores["format"] == "longrange-documents" and len(result.document_scores["tallies"]) > 5
    # Two documents give no interval.
    bits = result.bits_per_character
    assert (bits.low, bits.high) == (None, None) and np.isnan(frame.loc["bits_per_character", "low"])
    assert repr(longrange.Figure(38, 31)) == "38 (31–…)" and f"{longrange.Figure(2.25, 2, 2.5)}" == "2.250 (2.000–2.500)"
    assert pickle.loads(pickle.dumps(longrange.Figure(2, 1, 3))).high == 3


@pytest.mark.parametrize(
    "place, low, high, words",
    [
        (("at", 36), ("at", 11), ("after", 512), "36 (11–…)"),
        (("at", 36), ("before", 8), ("at", 49), "36 (0–49)"),
        (("after", 512), ("at", 90), ("after", 512), "at least 512 (90–…)"),
        (None, None, None, "not measurable: weak"),
    ],
)
def test_ranges_are_worded_with_their_open_ends(place, low, high, words):
    ends = (one and {"side": one[0], "characters": one[1]} for one in (place, low, high))
    assert range_words({**dict(zip(("range", "low", "high"), ends)), "notMeasurable": "near"}, "weak") == words


def failing(contexts):
    if len(contexts[0]) > 3:
        raise ZeroDivisionError("in fn")
    return even(contexts)


@pytest.mark.parametrize(
    "function, options, error, message",
    [
        (failing, {}, ZeroDivisionError, "in fn"),
        (lambda c: even(c) if c == [""] else even(c)[:, 1:], {}, longrange.LongrangeError, "Expected an array of shape"),
        (lambda c: even(c) if c == [""] else even(c) * np.nan, {}, longrange.LongrangeError, "got nan"),
        (even, {"suite": "small"}, longrange.LongrangeError, "Expected `suite` to be quick, full"),
        (even, {"temperature": -1}, longrange.LongrangeError, "`temperature`"),
        (even, {"temperature": float("nan")}, longrange.LongrangeError, "`temperature` to be text or finite numbers, got nan"),
        (even, {"max_distance": 100}, longrange.LongrangeError, "`max_distance`"),
        (even, {"documents": [__file__]}, longrange.LongrangeError, "to be texts, got paths of files, such as '.*test_evaluate.py'"),
        (even, {"documents": ["λ"]}, longrange.LongrangeError, "documents with characters of the model’s alphabet"),
    ],
)
def test_what_goes_wrong_is_one_error_and_leaves_nothing_running(started, function, options, error, message):
    given = {"documents": DOCUMENTS, **OPTIONS, **options}
    with pytest.raises(error, match=message):
        longrange.evaluate(function, given.pop("documents"), ALPHABET, **given)
    assert len(started) <= 1


def test_a_state_that_becomes_nan_is_one_error_and_leaves_nothing_running(started, trigram):
    def diverging(ids, state):
        output, after = trigram(ids, state and {"last": state["last"]})
        count = ids.shape[1] + (state["count"] if state else 0)
        return output * (np.nan if count > 300 else 1), {**after, "count": count}

    with pytest.raises(longrange.LongrangeError, match="Expected finite logits from the model, got nan"):
        longrange.evaluate(longrange.StepModel(diverging, ALPHABET), DOCUMENTS, **OPTIONS)
    assert len(started) == 1


def test_ctrl_c_ends_node(started):
    def interrupted(contexts):
        _thread.interrupt_main()
        return even(contexts)

    with pytest.raises(KeyboardInterrupt):
        longrange.evaluate(interrupted, DOCUMENTS, ALPHABET, **OPTIONS)


@pytest.mark.skipif(os.name == "nt", reason="no signals")
def test_ctrl_c_while_node_works(started):
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        longrange.evaluate(even, DOCUMENTS * 400, ALPHABET, suite=TINY, training=DOCUMENTS * 4000, progress=False)


@pytest.mark.skipif(os.name == "nt", reason="no signals")
def test_the_death_of_node_is_an_error(started):
    def killer(contexts):
        os.kill(started[0].pid, signal.SIGKILL)
        return even(contexts)

    with pytest.raises(longrange.LongrangeError, match="from Node, which was ended by signal 9") as caught:
        longrange.evaluate(killer, DOCUMENTS, ALPHABET, **OPTIONS)
    assert caught.value.code == "NODE_ENDED"


def test_another_version_of_the_protocol_is_refused(started, monkeypatch):
    monkeypatch.setattr("longrange.protocol.PROTOCOL", 2)
    with pytest.raises(longrange.LongrangeError, match="version 2 of the protocol, got 1"):
        longrange.evaluate(even, DOCUMENTS, ALPHABET, **OPTIONS)


def test_node_is_looked_for(monkeypatch, tmp_path):
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v18.20.1\n")
    old.chmod(0o755)
    for path, got in ((old, "got v18.20.1 at"), (tmp_path / "none", "got none")):
        monkeypatch.setenv("LONGRANGE_NODE", str(path))
        with pytest.raises(longrange.LongrangeError, match=got) as caught:
            longrange.evaluate(even, DOCUMENTS, ALPHABET, **OPTIONS)
        assert "longrange[node]" in caught.value.hint


def test_a_script_of_another_kind_is_an_error(monkeypatch, tmp_path, started):
    script = tmp_path / "main.mjs"
    script.write_text("throw new Error('no longrange')")
    monkeypatch.setattr(node_process, "SCRIPT", str(script))
    with pytest.raises(longrange.LongrangeError, match=r"ended with exit code 1 \(.*no longrange"):
        longrange.evaluate(even, DOCUMENTS, ALPHABET, **OPTIONS)


def test_of_a_line_of_5_mb_no_more_is_read_than_max_characters(started):
    longest = 0

    def noting(contexts):
        nonlocal longest
        longest = max(longest, *map(len, contexts))
        return even(contexts)

    # Without a line break, and no Python: semicolons are not in the alphabet.
    line = "first_1 = [value, other]; " * 200_000
    with pytest.warns(UserWarning, match=r"1 of 2 documents are longer than max_characters \(1000\)"):
        longrange.evaluate(noting, [line, DOCUMENTS[0]], ALPHABET, suite=TINY, max_characters=1000, progress=False)
    assert 100 < longest <= 1000


@pytest.mark.skipif(os.name == "nt", reason="no signals")
@pytest.mark.parametrize("ending", ["SIGKILL", "SIGINT"])
def test_node_ends_with_python_that_is_killed_or_interrupted(ending):
    """While Node waits for an answer, and while it works. Ctrl-C reaches all processes of the terminal, and is one exception."""
    for source in ("import time; wait = lambda contexts: time.sleep(600)", "wait = even"):
        script = f"""
import sys; sys.path[:0] = {sys.path!r}
from test_evaluate import *
{source}
original = node_process.NodeProcess.__init__
def start(self):
    original(self)
    print(self.process.pid, flush=True)
node_process.NodeProcess.__init__ = start
longrange.evaluate(wait, DOCUMENTS * 400, ALPHABET, suite=TINY, training=DOCUMENTS * 4000, progress=False)
"""
        child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        node = int(child.stdout.readline())
        time.sleep(2)
        os.kill(node, 0)
        os.killpg(child.pid, getattr(signal, ending))
        errors = child.communicate()[1].decode()
        assert (errors.count("Traceback"), errors.count("KeyboardInterrupt")) == ((1, 1) if ending == "SIGINT" else (0, 0))
        for _ in range(50):
            try:
                os.kill(node, 0)
            except ProcessLookupError:
                break
            time.sleep(0.1)
        else:
            pytest.fail("Node runs 5 s after Python was killed")
