import { createCPythonOracle, createPythonParser, python } from '@longrange/code';

/** The language of corpora and of texts to measure: the one place where the command line would choose another. */
export const language = python;

export const createLanguageParser = createPythonParser;

/** A second judge of what parses: its name for `--oracle`, and the npm package that it needs. */
export const languageOracle = {
  name: 'cpython',
  title: 'CPython',
  package: 'pyodide',
  create: createCPythonOracle,
} as const;

/** What the default corpus is. */
export const standardLibrary = `the ${language.name} standard library`;

/** The larger corpus that has a name. */
export const largeCorpus =
  'python-80m is stdlib and nine projects of PyPI, 88 million characters to train on; pypi-since:YYYY-MM holds out what is new in thirteen projects since';

/** Whole projects to measure on, of which nothing is in training. */
export const projectsCorpus = 'python-projects-1';

/** Begins a function. */
export const examplePrompt = 'def ';
