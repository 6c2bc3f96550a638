import { isDeeper, LongrangeError } from '@longrange/errors';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';

/** Maximum length of a file: each character takes the parser microseconds. */
const MOST_CHARACTERS = 2 ** 20;
const MOST_LEVELS = 32;
const TOO_DEEP = `values more than ${MOST_LEVELS} levels deep, or an alias inside its own anchor`;

/** A YAML file, with its content as plain data. */
export interface YamlFile {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly input: unknown;
}

/** @throws LongrangeError `SWEEP_INVALID` if a text is not YAML, too long, too deep, or unfolds without end */
export function readYaml(text: string, file: string): YamlFile {
  if (text.length > MOST_CHARACTERS)
    throw invalid([`${file}:1: Expected at most ${MOST_CHARACTERS} characters, got ${text.length}.`]);
  const lines = new LineCounter();
  // The parser's own check for duplicate keys takes half a minute for 30,000 of them.
  const format = { lineCounter: lines, prettyErrors: false, merge: true, uniqueKeys: false };
  const document = parseDocument(text, format);
  const error = errorOf(document);
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.at);
    throw invalid([`${file}:${line}:${col}: Expected YAML, got: ${error.got}.`]);
  }
  return { document, lines, input: toValue(document, file) };
}

/** Finds the first error, with its offset in the text, including what makes YAML ambiguous. */
function errorOf(document: Document.Parsed): { readonly at: number; readonly got: string } | undefined {
  const [error] = document.errors;
  if (error !== undefined) {
    const message = /call stack/.test(error.message) ? TOO_DEEP : error.message.split('\n')[0]!;
    return { at: error.pos[0], got: error.code === 'MULTIPLE_DOCS' ? 'several documents' : message };
  }
  let found: ReturnType<typeof errorOf>;
  visit(document, {
    Map: (_, { items }) => {
      const keys = new Set<string>();
      for (const { key } of items) {
        const at = (isNode(key) && key.range?.[0]) || 0;
        if (!isScalar(key)) found = { at, got: 'a key that is not text' };
        else if (keys.has(String(key.value))) found = { at, got: 'Map keys must be unique' };
        else if (key.value !== '<<') keys.add(String(key.value));
        if (found !== undefined) return visit.BREAK;
      }
      return undefined;
    },
  });
  return found;
}

/** Aliases may unfold into more than memory holds, which the parser counts, or into themselves. */
function toValue(document: Document, file: string): unknown {
  const fail = (got: string) => invalid([`${file}:1: Expected YAML that can be unfolded, got: ${got}.`]);
  try {
    const value: unknown = document.toJS();
    if (!isDeeper(value, MOST_LEVELS)) return value;
  } catch (cause) {
    const { message } = cause as Error;
    throw fail(message.startsWith('Excessive alias') ? 'aliases that unfold into too much' : message);
  }
  throw fail(TOO_DEEP);
}

/** Finds the line of a path, or of its nearest ancestor that exists. */
export function lineOf({ document, lines }: YamlFile, path: readonly PropertyKey[]): number {
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
export function invalid(told: readonly string[], count = told.length): LongrangeError {
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
