import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { nat } from 'fast-check';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { onTestFinished } from 'vitest';
import { defaultLimits, type Limits } from '../limits.ts';
import { type DropReason, newFiles, type Source } from '../sources/source.ts';

/** Any character except lone surrogates. fast-check takes a second to prepare its own, `binary`. */
export const anyCharacter = nat(0x10f7ff).map((code) =>
  String.fromCodePoint(code < 0xd800 ? code : code + 0x800),
);

/** A split whose documents are all for training. */
export const trainOnly = { kind: 'document', validation: 0, test: 0 } as const;

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';

/** Returns lines of 39 random letters and a line break: texts with different seeds have nothing in common. */
export function randomLines(seed: number, count: number): string {
  const random = xoroshiro128plus(seed + 1);
  const letter = (): string => ALPHABET[uniformInt(random, 0, 25)]!;
  return Array.from({ length: count }, () => `${Array.from({ length: 39 }, letter).join('')}\n`).join('');
}

/** Reads a source: texts by path, and what it left out as `reason path`. */
export async function readSource(
  source: Source,
  { extensions = ['.py'], ...limits }: { extensions?: readonly string[] } & Partial<Limits> = {},
): Promise<{ texts: Record<string, string>; dropped: string[] }> {
  const texts: Record<string, string> = {};
  const dropped: string[] = [];
  const context = {
    extensions,
    limits: { ...defaultLimits, ...limits },
    drop: (reason: DropReason, path: string) => dropped.push(`${reason} ${path}`),
    isNew: newFiles(),
  };
  for await (const { path, bytes } of source.read(context)) {
    texts[path] = new TextDecoder().decode(bytes);
  }
  return { texts, dropped };
}

/** Creates a folder with these files, and removes it when the test ends. */
export function temporaryFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'longrange-corpus-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}
