import { createCPythonOracle, createPythonParser, python } from '@longrange/code';

/** The language of corpora and of texts to measure: the one place where the command line would choose another. */
export const language = python;

export const createLanguageParser = createPythonParser;

/** Second opinion on what parses: name for `--oracle`, and npm package. */
export const languageOracle = {
  name: 'cpython',
  title: 'CPython',
  package: 'pyodide',
  create: createCPythonOracle,
} as const;

/** Description of the default corpus. */
export const standardLibrary = `the ${language.name} standard library`;

/** Description of the other named corpora. */
export const largeCorpus =
  'python-80m (stdlib and nine PyPI projects, 88 million training characters); or pypi-since:YYYY-MM, which holds out code added to thirteen projects since that month';

/** Whole projects to measure on, none of which are in training corpora. */
export const projectsCorpus = 'python-projects-1';

/** Beginning of a function. */
export const examplePrompt = 'def ';
