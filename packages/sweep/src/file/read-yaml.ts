import { LongrangeError } from '@longrange/errors';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';

/** A YAML file, with its content as plain data. */
export interface YamlFile {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly input: unknown;
}

/** @throws LongrangeError `SWEEP_INVALID` if a text is not YAML, or its aliases unfold into too much */
export function readYaml(text: string, file: string): YamlFile {
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
