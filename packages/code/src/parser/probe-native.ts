import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Language } from '../language/language.ts';

export interface NativeProbe {
  readonly works: boolean;
  readonly reason: string;
}

const TIMEOUT_MS = 20_000;
const probes = new Map<string, Promise<NativeProbe>>();

/**
 * Tries whether the native engine parses here, in a child process, because if it does not work it may end the process: the
 * prebuilt binary of tree-sitter 0.25.1 dies of SIGSEGV on Node 20. Tried once per language and process.
 */
export function probeNative(language: Language): Promise<NativeProbe> {
  const known = probes.get(language.id);
  if (known !== undefined) return known;
  const probe = runProbe(language);
  probes.set(language.id, probe);
  return probe;
}

function runProbe(language: Language): Promise<NativeProbe> {
  let paths: readonly string[];
  try {
    const require = createRequire(import.meta.url);
    paths = [require.resolve('tree-sitter'), require.resolve(language.grammars[0].package)];
  } catch {
    return Promise.resolve({ works: false, reason: 'the native tree-sitter is not installed' });
  }
  const script = probeScript(paths, language);
  const options = { timeout: TIMEOUT_MS, env: { ...process.env, NODE_OPTIONS: '' } };
  return new Promise((resolve) => {
    execFile(process.execPath, ['-e', script], options, (error, stdout, stderr) => {
      if (error === null && stdout.endsWith('parsed')) {
        resolve({ works: true, reason: `the native tree-sitter parses on Node ${process.versions.node}` });
      } else {
        resolve({ works: false, reason: `the native tree-sitter ${whatWentWrong(error, stderr)}` });
      }
    });
  });
}

/** Parses and walks the tree a few times, the last time with a text larger than the native engine's default buffer. */
function probeScript(
  [parserPath, grammarPath]: readonly string[],
  { grammars: [{ export: member }], probeProgram: program }: Language,
): string {
  return `
    const grammar = require(${JSON.stringify(grammarPath)})${member === undefined ? '' : `[${JSON.stringify(member)}]`};
    const Parser = require(${JSON.stringify(parserPath)});
    const parser = new Parser();
    parser.setLanguage(grammar);
    for (const repeats of [1, 2, 2000]) {
      const text = ${JSON.stringify(program)}.repeat(repeats);
      const tree = parser.parse(text, null, { bufferSize: 2 * text.length + 2 });
      const cursor = tree.walk();
      if (!cursor.gotoFirstChild() || tree.rootNode.hasError || tree.rootNode.endIndex !== text.length) {
        throw new Error('wrong syntax tree');
      }
    }
    process.stdout.write('parsed');`;
}

function whatWentWrong(
  error: (Error & { signal?: unknown; killed?: boolean }) | null,
  stderr: string,
): string {
  const where = `when tried in a child process on Node ${process.versions.node}`;
  if (error?.killed === true) return `did not answer within ${TIMEOUT_MS / 1000} s ${where}`;
  if (typeof error?.signal === 'string') return `crashed (${error.signal}) ${where}`;
  const line = stderr.split('\n').find((text) => /^\w*Error: /.test(text)) ?? 'no output';
  return `failed (${line.trim().replace(/ \(.*/, '')}) ${where}`;
}
