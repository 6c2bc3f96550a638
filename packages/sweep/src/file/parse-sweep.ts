import { checkArgument, describeIssue, describeValue, LongrangeError } from '@longrange/errors';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Parameter, parameterSchema, valuesOf } from './parameter.ts';
import { type AshaSettings, ignoredKeys, METRIC, sweepSchema } from './sweep-schema.ts';

/** A sweep as its file describes it. */
export interface Sweep {
  /** Undefined where the file has none: it is then called as the file. */
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly method: 'grid' | 'random';
  /** The most settings to try; null: all of the grid. */
  readonly runCap: number | null;
  /** Of the draws. */
  readonly seed: number;
  /** Null where the settings say it. */
  readonly seeds: readonly number[] | null;
  readonly evaluate: 'none' | 'quick' | 'full';
  readonly earlyTerminate: AshaSettings | null;
  /** By dotted path, as the file names them. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Keys of the file that mean nothing here. */
  readonly ignored: readonly string[];
}

type Path = readonly PropertyKey[];

interface Problem {
  readonly path: Path;
  readonly sentence: string;
}

/**
 * Reads a sweep file: YAML in Weights & Biases' format, with `seeds` and `evaluate` beside it.
 *
 * @param file its name, for messages
 * @throws LongrangeError `ARGUMENT_INVALID`, or `SWEEP_INVALID` (exit code 2) with file and line of every problem
 */
export function parseSweep(text: string, file: string): Sweep {
  checkArgument(typeof text === 'string', 'text', 'a text', text);
  checkArgument(typeof file === 'string', 'file', 'a name', file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    const got = error.code === 'MULTIPLE_DOCS' ? 'several documents' : error.message.split('\n')[0];
    throw invalid([`${file}:${line}:${col}: Expected YAML, got: ${got}.`]);
  }
  const input: unknown = toValue(document, file);
  if (!isObject(input))
    throw invalid([`${file}:1: Expected \`method\` and \`parameters\`, got ${describeValue(input)}.`]);
  const parsed = sweepSchema.safeParse(input);
  const parameters = new Map<string, Parameter>();
  const problems = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => problemsOf(issue, input)),
    ...readParameters({ document, input, parameters }, ['parameters'], ''),
  ];
  if (parsed.success && problems.length === 0) problems.push(...contradictions(parsed.data, parameters));
  if (problems.length > 0 || !parsed.success) {
    const told = problems.map(
      ({ path, sentence }) => `${file}:${lineOf(document, lines, path)}: ${sentence}`,
    );
    throw invalid(told);
  }
  const { name, description, method, run_cap, seed, seeds, evaluate, early_terminate } = parsed.data;
  return {
    ...{ name, description, method, seed, evaluate, parameters },
    runCap: run_cap ?? null,
    seeds:
      typeof seeds === 'number' ? Array.from({ length: seeds }, (_, index) => index + 1) : (seeds ?? null),
    earlyTerminate: early_terminate ?? null,
    ignored: ignoredKeys.filter((key) => key in input),
  };
}

/** Aliases may unfold into more than memory holds: the parser counts them. */
function toValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw invalid([`${file}:1: Expected YAML that can be unfolded, got: ${(cause as Error).message}.`]);
  }
}

/** A file that is being read. */
interface Reading {
  readonly document: Document;
  readonly input: unknown;
  /** Those that were read. */
  readonly parameters: Map<string, Parameter>;
}

/** Nested `parameters` are named by their path, as `--set` takes it. */
function readParameters(reading: Reading, path: Path, prefix: string): Problem[] {
  const { document, input, parameters } = reading;
  const given = valueAt(input, path);
  if (!isObject(given)) return [];
  return Object.entries(given).flatMap(([key, parameter]): Problem[] => {
    const here = [...path, key];
    if (isObject(parameter) && 'parameters' in parameter)
      return readParameters(reading, [...here, 'parameters'], `${prefix}${key}.`);
    const isFraction = ['min', 'max'].some((end) => hasFraction(document.getIn([...here, end], true)));
    const uniform = isFraction && isObject(parameter) && { distribution: 'uniform', ...parameter };
    const parsed = parameterSchema.safeParse(uniform || parameter);
    if (parsed.success) parameters.set(`${prefix}${key}`, parsed.data);
    const issues = parsed.error?.issues ?? [];
    // What was misspelled is then missing, too.
    const misspelled = issues.filter(({ code }) => code === 'unrecognized_keys');
    return (misspelled.length > 0 ? misspelled : issues).flatMap((issue) =>
      problemsOf({ ...issue, path: [...here, ...issue.path] }, input),
    );
  });
}

/** 1.0 is a fraction as people write it, and the number 1 to JavaScript. */
function hasFraction(node: unknown): boolean {
  return isScalar(node) && typeof node.value === 'number' && /[.e]/i.test(node.source ?? '');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce((value, key) => (isObject(value) ? value[String(key)] : undefined), input);
}

/** What is a mapping in a file is an object or a record to a schema. */
const mappings: Readonly<Record<string, string>> = {
  parameters: 'a mapping of settings',
  metric: `a mapping such as {name: ${METRIC}}`,
  early_terminate: 'a mapping such as {type: asha}',
};

function problemsOf(issue: z.core.$ZodIssue, input: unknown): Problem[] {
  const known = [...Object.keys(sweepSchema.shape), ...parameterKeys];
  // An unknown key has a line of its own.
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
  return keys.flatMap((key) => {
    const one = key === undefined ? issue : { ...issue, keys: [key] };
    const path = key === undefined ? issue.path : [...issue.path, key];
    const isMapping = issue.code === 'invalid_type' && ['object', 'record'].includes(issue.expected);
    const expectation = mappings[path.join('.')] ?? 'a mapping such as {value: 8} or {values: [8, 16]}';
    const place = { name: path.join('.'), expectation };
    const context = { input, known, ...(isMapping && { place }) };
    return describeIssue(one as typeof issue, context).map((sentence) => ({ path, sentence }));
  });
}

const parameterKeys = Object.keys(parameterSchema.def.in.def.shape).concat('parameters');

/** What each key may be, but not with the others. */
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
      sentence: 'Expected `run_cap` with `method: random`, which has no end without it, got none.',
    });
  for (const [name, parameter] of parameters) {
    const path = [
      'parameters',
      ...name.split('.').flatMap((part, i) => (i === 0 ? [part] : ['parameters', part])),
    ];
    if (method === 'grid' && valuesOf(parameter) === undefined)
      problems.push({
        path,
        sentence: `Expected \`${name}\` to have \`value\`, \`values\`, or \`distribution: q_uniform\` in a grid, got ${parameter.distribution}, which has no end of values. Use \`method: random\`.`,
      });
    if (seeds !== undefined && /^(?:training\.)?seed$/.test(name))
      problems.push({ path, sentence: `Expected either \`seeds\` or the parameter \`${name}\`, got both.` });
  }
  return problems;
}

/** Of the place, or of the nearest one around it that is there. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
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

function invalid(problems: readonly string[]): LongrangeError {
  return new LongrangeError({
    code: 'SWEEP_INVALID',
    message:
      problems.length === 1
        ? problems[0]!
        : `Expected a sweep, got ${problems.length} problems:\n${problems.map((one) => `- ${one}`).join('\n')}`,
    hint: 'docs/guides/sweep.md describes the file.',
    exitCode: 2,
  });
}
