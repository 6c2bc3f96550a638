import { checkArgument, describeIssue, describeValue, LongrangeError } from '@longrange/errors';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Parameter, valuesOf } from './draw-value.ts';
import { parameterSchema } from './parameter.ts';
import { type AshaSettings, ignoredKeys, METRIC, sweepSchema } from './sweep-schema.ts';

/** Sweep as described by its file. */
export interface Sweep {
  /** Undefined if the file has none: the sweep then has the file's name. */
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly method: 'grid' | 'random';
  /** Maximum number of settings to try; null for the whole grid. */
  readonly runCap: number | null;
  /** Seed of the draws. */
  readonly seed: number;
  /** Seeds of each setting; null if the settings determine it. */
  readonly seeds: readonly number[] | null;
  readonly evaluate: 'none' | 'quick' | 'full';
  readonly earlyTerminate: AshaSettings | null;
  /** Parameters by dotted path, as in the file. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Keys of the file that have no meaning here. */
  readonly ignored: readonly string[];
}

/** Maximum number of problems in one error. */
const MOST_PROBLEMS = 20;

type Path = readonly PropertyKey[];

interface Problem {
  readonly path: Path;
  readonly sentence: string;
}

/**
 * Parses a sweep file: YAML in Weights & Biases' format, with `seeds` and `evaluate` in addition.
 *
 * @param file name for messages
 * @throws LongrangeError `ARGUMENT_INVALID`, or `SWEEP_INVALID` (exit code 2) with file and line of every problem
 */
export function parseSweep(text: string, file: string): Sweep {
  checkArgument(typeof text === 'string', 'text', 'a text', text);
  const yaml = readYaml(text, file);
  const { input } = yaml;
  if (!isObject(input))
    throw invalid([`${file}:1: Expected \`method\` and \`parameters\`, got ${describeValue(input)}.`]);
  const parsed = sweepSchema.safeParse(input);
  const parameters = new Map<string, Parameter>();
  const problems = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => problemsOf(issue, input)),
    ...readParameters(yaml, parameters, ['parameters'], ''),
  ];
  if (parsed.success && problems.length === 0) problems.push(...contradictions(parsed.data, parameters));
  if (problems.length > 0 || !parsed.success) {
    const told = problems
      .slice(0, MOST_PROBLEMS)
      .map(({ path, sentence }) => `${file}:${lineOf(yaml, path)}: ${sentence}`);
    throw invalid(told, problems.length);
  }
  const { name, description, method, run_cap, seed, seeds, evaluate, early_terminate } = parsed.data;
  return {
    name,
    description,
    method,
    seed,
    evaluate,
    parameters,
    runCap: run_cap ?? null,
    seeds:
      typeof seeds === 'number' ? Array.from({ length: seeds }, (_, index) => index + 1) : (seeds ?? null),
    earlyTerminate: early_terminate ?? null,
    ignored: ignoredKeys.filter((key) => Object.hasOwn(input, key)),
  };
}

/** Reads nested `parameters`, which are named by their path, as in `--set`. */
function readParameters(
  yaml: YamlFile,
  parameters: Map<string, Parameter>,
  path: Path,
  prefix: string,
): Problem[] {
  const { document, input } = yaml;
  const given = valueAt(input, path);
  if (!isObject(given)) return [];
  return Object.entries(given).flatMap(([key, parameter]): Problem[] => {
    const here = [...path, key];
    if (!isName(key))
      return [{ path: here, sentence: `Expected the name of a setting, got ${describeValue(key)}.` }];
    if (isObject(parameter) && Object.hasOwn(parameter, 'parameters'))
      return readParameters(yaml, parameters, [...here, 'parameters'], `${prefix}${key}.`);
    const name = `${prefix}${key}`;
    if (parameters.has(name))
      return [{ path: here, sentence: `Expected \`${name}\` once, got it twice: nested and with a dot.` }];
    const isFraction = ['min', 'max'].some((end) => hasFraction(document.getIn([...here, end], true)));
    const uniform = isFraction && isObject(parameter) && { distribution: 'uniform', ...parameter };
    const parsed = parameterSchema.safeParse(uniform || parameter);
    if (parsed.success) parameters.set(name, parsed.data);
    const issues = parsed.error?.issues ?? [];
    // A misspelled key is also missing.
    const misspelled = issues.filter(({ code }) => code === 'unrecognized_keys');
    return (misspelled.length > 0 ? misspelled : issues).flatMap((issue) =>
      problemsOf({ ...issue, path: [...here, ...issue.path] }, input),
    );
  });
}

/** People write 1.0 for a fraction, but to JavaScript it is the number 1. */
function hasFraction(node: unknown): boolean {
  return isScalar(node) && typeof node.value === 'number' && /[.e]/i.test(node.source ?? '');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Words separated by dots; names that every object has are not settings. */
function isName(key: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,99}$/u.test(key) && !(key in Object.prototype);
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce((value, key) => (isObject(value) ? value[String(key)] : undefined), input);
}

/** Names for people: a schema calls a mapping an object or a record. */
const mappings: ReadonlyMap<string, string> = new Map([
  ['parameters', 'a mapping of settings'],
  ['metric', `a mapping such as {name: ${METRIC}}`],
  ['early_terminate', 'a mapping such as {type: asha}'],
]);

function problemsOf(issue: z.core.$ZodIssue, input: unknown): Problem[] {
  const known = [...Object.keys(sweepSchema.shape), ...parameterKeys];
  // An unknown key has a line of its own.
  const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, MOST_PROBLEMS + 1) : [undefined];
  return keys.flatMap((key) => {
    const one = key === undefined ? issue : { ...issue, keys: [key] };
    const path = key === undefined ? issue.path : [...issue.path, key];
    const isMapping = issue.code === 'invalid_type' && ['object', 'record'].includes(issue.expected);
    const expectation = mappings.get(path.join('.')) ?? 'a mapping such as {value: 8} or {values: [8, 16]}';
    const place = { name: path.join('.'), expectation };
    const context = { input, known, ...(isMapping && { place }) };
    return describeIssue(one as typeof issue, context).map((sentence) => ({ path, sentence }));
  });
}

const parameterKeys = Object.keys(parameterSchema.def.in.def.shape).concat('parameters');

/** Combinations of keys that exclude each other. */
function contradictions(
  { method, run_cap, seeds }: z.output<typeof sweepSchema>,
  parameters: ReadonlyMap<string, Parameter>,
): Problem[] {
  const problems: Problem[] = [];
  if (parameters.size === 0)
    problems.push({ path: ['parameters'], sentence: 'Expected `parameters` to name a setting, got none.' });
  if (method === 'random' && run_cap === undefined)
    problems.push({
      path: ['method'],
      sentence: 'Expected `run_cap` with `method: random`, which would never end without it, got none.',
    });
  for (const [name, parameter] of parameters) {
    const path = [
      'parameters',
      ...name.split('.').flatMap((part, i) => (i === 0 ? [part] : ['parameters', part])),
    ];
    if (method === 'grid' && valuesOf(parameter) === undefined)
      problems.push({
        path,
        sentence: `Expected \`${name}\` to have \`value\`, \`values\`, or \`distribution: q_uniform\` in a grid, got ${parameter.distribution}, which has infinitely many values. Use \`method: random\`.`,
      });
    if (seeds !== undefined && /^(?:training\.)?seed$/.test(name))
      problems.push({ path, sentence: `Expected either \`seeds\` or the parameter \`${name}\`, got both.` });
  }
  return problems;
}

/** A YAML file, with its content as plain data. */
interface YamlFile {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly input: unknown;
}

/** @throws LongrangeError `SWEEP_INVALID` if a text is not YAML, or its aliases unfold into too much */
function readYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    const got = error.code === 'MULTIPLE_DOCS' ? 'several documents' : error.message.split('\n')[0];
    throw invalid([`${file}:${line}:${col}: Expected YAML, got: ${got}.`]);
  }
  try {
    return { document, lines, input: document.toJS() };
  } catch (cause) {
    throw invalid([`${file}:1: Expected YAML that can be unfolded, got: ${(cause as Error).message}.`]);
  }
}

/** Finds the line of a path, or of its nearest ancestor that exists. */
function lineOf({ document, lines }: YamlFile, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
      : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range != null) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** @param count number of all problems, if there are more than in `told` */
function invalid(told: readonly string[], count = told.length): LongrangeError {
  const lines = count > told.length ? [...told, `${count - told.length} more.`] : told;
  return new LongrangeError({
    code: 'SWEEP_INVALID',
    message:
      count === 1
        ? told[0]!
        : `Expected a sweep, got ${count} problems:\n${lines.map((one) => `- ${one}`).join('\n')}`,
    hint: 'docs/guides/sweep.md describes the file.',
    exitCode: 2,
  });
}
