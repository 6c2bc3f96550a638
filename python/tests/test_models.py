"""Models without Node: what they answer, and how they refuse what is wrong."""

import subprocess
import sys
import textwrap

import numpy as np
import pytest
from conftest import ALPHABET

import longrange
from longrange.frames import read_frame, write_frame
from longrange.models import FunctionModel, StepModel, log_softmax
from longrange.protocol import answer, model_of

WIDTH = len(ALPHABET)


def even(contexts):
    return np.full((len(contexts), WIDTH), -np.log(WIDTH))


def test_a_function_and_a_model_with_a_state_answer_alike(trigram):
    models = [FunctionModel(trigram.log_probabilities, ALPHABET, batch=3), StepModel(trigram, ALPHABET)]
    random = np.random.default_rng(2)
    for model in models:
        model.greeting()
        model.open([1, 2])
    for sequences, steps in (([1, 2], 3), ([2], 2), ([7, 2, 1, 8], 4), ([8, 1], 2)):
        if 7 in sequences:
            for model in models:
                # A copy of one that has read, and one that has not.
                model.fork([2], [7])
                model.open([8])
        ids = random.integers(WIDTH, size=(len(sequences), steps))
        rows = np.arange(0, ids.size, 2)
        first, second = (model.advance(sequences, ids, rows) for model in models)
        assert first.dtype == np.float32 and first.shape == (len(rows), WIDTH)
        np.testing.assert_allclose(first, second, atol=1e-5)
    for model in models:
        model.close([1, 2, 7, 8])
    assert models[0].texts == models[1].states == {}


def test_columns_that_are_no_characters_are_left_out(trigram):
    alphabet = [None, *ALPHABET[1:]]
    model = StepModel(trigram, alphabet, begin=0)
    header, first = model.greeting()
    assert header["alphabet"] == ALPHABET[1:]
    own = log_softmax(trigram(np.array([[0]]), None)[0][0, 0, 1:])
    np.testing.assert_allclose(np.frombuffer(first, np.float32), own, atol=1e-5)
    model.open([1])
    got = model.advance([1], np.array([[3]]), np.array([0]))
    np.testing.assert_allclose(got[0], log_softmax(trigram(np.array([[0, 4]]), None)[0][0, 1, 1:]), atol=1e-5)


def test_probabilities_are_recognized(trigram):
    def softmax(ids, state):
        logits, after = trigram(ids, state)
        return np.exp(log_softmax(logits)), after

    answers = []
    for step in (trigram, softmax):
        model = StepModel(step, ALPHABET)
        model.greeting()
        model.open([1])
        answers.append(model.advance([1], np.array([[1, 2, 3]]), np.array([2])))
    np.testing.assert_allclose(*answers, atol=1e-5)


def test_probabilities_that_later_sum_to_three_are_refused(trigram):
    factor = 1

    def softmax(ids, state):
        logits, after = trigram(ids, state)
        return factor * np.exp(log_softmax(logits)), after

    model = StepModel(softmax, ALPHABET)
    model.greeting()
    model.open([1])
    factor = 3
    with pytest.raises(longrange.LongrangeError, match="sum to 1 from the model, as in its first answers, got a sum of 3"):
        model.advance([1], np.array([[1, 2, 3]]), np.array([2]))


@pytest.mark.parametrize(
    "function, message",
    [
        (lambda c: even(c)[:, :-1], r"shape \[1, {0}\] from the model, got \[1, {1}\]"),
        (lambda c: even(c)[0], r"got \[{0}\]"),
        (lambda c: np.exp(even(c)), "got probabilities"),
        (lambda c: even(c) * np.nan, r"got nan for '\\n'"),
        (lambda c: even(c) + 1, "after the beginning of a text, got a sum of 2.71828"),
        (lambda c: {"logits": even(c)}, "array of numbers from the model, got dict"),
        (lambda c: [[0.0], [0.0, 1.0]], "array of numbers from the model, got list"),
        (lambda c: even(c) + 0j, "real numbers from the model, got one of complex128"),
    ],
)
def test_what_a_function_returns_is_checked(function, message):
    with pytest.raises(longrange.LongrangeError, match=message.format(WIDTH, WIDTH - 1)):
        FunctionModel(function, ALPHABET).greeting()


@pytest.mark.parametrize(
    "change, message",
    [
        (lambda out, state, seen: out, r"\(output, state\) from the model, got ndarray"),
        (lambda out, state, seen: (out[:, :, 1:], state), r"shape \[3, 8, {0}\] from the model, got \[3, 8, {1}\]"),
        (lambda out, state, seen: (out, None), "got none"),
        (lambda out, state, seen: (out, object()), "got object"),
        (lambda out, state, seen: (out, state["last"][:, 0]), r"one of shape \[1, 3\] for 3 sequences"),
        (lambda out, state, seen: (out, {"last": state["last"] * 0}), "at once or in two parts, got a difference of"),
        (lambda out, state, seen: (out + next(seen) * np.arange(WIDTH), state), "dropout"),
        (lambda out, state, seen: (out * np.nan, state), "finite logits from the model, got nan"),
        (lambda out, state, seen: (out.astype(np.complex64), state), "real numbers from the model, got one of complex64"),
    ],
)
def test_what_a_step_returns_is_checked(trigram, change, message):
    seen = iter(range(99))
    with pytest.raises(longrange.LongrangeError, match=message.format(WIDTH, WIDTH - 1)):
        StepModel(lambda ids, state: change(*trigram(ids, state), seen), ALPHABET, begin=0).greeting()


@pytest.mark.parametrize(
    "alphabet, message",
    [(["a", "a"], "'a' twice"), (["ab", "c"], "'ab'"), ([None, "a"], "fewer than two"), ([1, 2], "got 1"), ({"a": 1, "b": 0}, "got dict"), (96, "got int")],
)
def test_an_alphabet_is_checked(alphabet, message):
    with pytest.raises(longrange.LongrangeError, match=message):
        FunctionModel(even, alphabet)


def test_what_is_no_model_and_no_documents_is_refused():
    with pytest.raises(longrange.LongrangeError, match="got no alphabet"):
        model_of(even, None, None)
    with pytest.raises(longrange.LongrangeError, match="got int"):
        model_of(3, ALPHABET, None)
    with pytest.raises(longrange.LongrangeError, match="got one with a model, which has its own"):
        model_of(FunctionModel(even, ALPHABET), ALPHABET, None)
    for documents, got in (("a", "one str"), ([], "none"), (["a", 3], "int"), (None, "one NoneType"), (iter([b"a"]), "bytes")):
        with pytest.raises(longrange.LongrangeError, match=f"got {got}"):
            longrange.evaluate(even, documents, ALPHABET)
    with pytest.raises(longrange.LongrangeError, match="version 1 of the protocol, got 2"):
        answer(FunctionModel(even, ALPHABET), {"ask": "hello", "version": 2}, b"")


def test_a_step_that_changes_the_state_it_is_given_is_refused(trigram):
    def step(ids, state):
        answer = trigram(ids, state)
        if state is not None:
            state["last"][:] = 0
        return answer

    with pytest.raises(longrange.LongrangeError, match="from the same state, got another the second time"):
        StepModel(step, ALPHABET).greeting()


def served(source, *questions):
    """Answers of a program to questions, its exit code and what it printed."""
    child = subprocess.Popen([sys.executable, "-c", textwrap.dedent(source)], stdin=-1, stdout=-1, stderr=-1)
    for question in questions:
        write_frame(child.stdin, question)
    child.stdin.close()
    answers = []
    while (frame := read_frame(child.stdout)) is not None:
        answers.append(frame)
    errors = child.stderr.read().decode()
    child.stdout.close()
    child.stderr.close()
    return answers, child.wait(), errors


HELLO = {"ask": "hello", "protocol": "longrange", "version": 1}


def test_a_served_model_answers_until_its_input_ends_and_may_print():
    source = """
        import longrange, numpy as np
        def model(contexts):
            print("asked")
            return np.full((len(contexts), 2), np.log(0.5))
        longrange.serve(model, ["a", "b"])
    """
    answers, code, errors = served(source, HELLO, {"ask": "open", "sequences": [1]})
    assert (code, errors, len(answers)) == (0, "asked\n", 2)
    assert answers[0][0] == {"protocol": "longrange", "version": 1, "name": "model", "alphabet": ["a", "b"], "batchSize": 64}


def test_a_served_model_tells_its_exception_in_one_line():
    source = """
        import longrange
        def model(contexts):
            raise ValueError("no weights.")
        longrange.serve(model, ["a", "b"])
    """
    answers, code, errors = served(source, HELLO)
    assert code == 1 and 'ValueError: no weights.' in errors
    assert answers == [({"error": "ValueError: no weights (<string>, line 4)"}, b"")]
