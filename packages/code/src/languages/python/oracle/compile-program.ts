/** Python: a function that gives `None` for a text that compiles, and what is wrong with any other. */
export const COMPILE_PROGRAM = `
import warnings

def explain(text):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            compile(text, '<text>', 'exec', dont_inherit=True)
    except SyntaxError as error:
        return f'{type(error).__name__}: {error.msg} (line {error.lineno})'
    except Exception as error:
        return f'{type(error).__name__}: {error}'

explain
`;
