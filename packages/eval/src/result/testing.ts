import { createPythonParser } from '@longrange/code';
import { measureSubject } from '../metrics/measure-subject.ts';
import { summarizeScores } from '../probes/bits/bits-per-character.ts';
import { buildResult } from './result.ts';
import type { Result } from './schema.ts';

/** Returns the result of a text with a broken bracket, with a predictor of two characters. */
export async function exampleResult(): Promise<Result> {
  const parser = await createPythonParser();
  const documents = [{ path: 'a.py', text: 'def f(x:\n    return [x)\n' }];
  const logProbabilities = Float32Array.of(-1, -2);
  return buildResult({
    createdAt: new Date('2026-01-02T03:04:05Z'),
    versions: { longrange: '0.0.0' },
    provenance: {
      command: 'longrange eval --text a.py',
      seeds: { bootstrap: 1 },
    },
    language: parser.language,
    subjects: [await measureSubject({ id: 'text', label: 'a.py', cut: false, documents }, { parser })],
    bitsPerCharacter: [
      summarizeScores(
        { name: 'p', stateful: true },
        { carried: [{ name: 'a', logProbabilities }], reset: null },
        { split: 'test' },
      ),
    ],
  });
}
