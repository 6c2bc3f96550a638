import { beforeAll, describe, expect, it } from 'vitest';
import { createPythonParser } from '../languages/python/create-python-parser.ts';
import { python } from '../languages/python/python.ts';

import { probeNative } from '../parser/probe-native.ts';
import type { SyntaxParser } from '../parser/syntax-parser.ts';

export const nativeProbe = await probeNative(python);

/**
 * Runs a body of tests on both parser engines. If the native one does not work, a test that it is refused with a reason takes
 * its place.
 */
export function describeEachEngine(name: string, tests: (parser: () => SyntaxParser) => void): void {
  for (const engine of ['wasm', 'native'] as const) {
    describe(`${name} (${engine})`, () => {
      if (engine === 'native' && !nativeProbe.works) {
        it('is refused with a reason', async () => {
          await expect(createPythonParser({ engine })).rejects.toMatchObject({
            code: 'PARSER_UNAVAILABLE',
            message: expect.stringContaining(nativeProbe.reason),
          });
        });
        return;
      }
      let parser: SyntaxParser;
      beforeAll(async () => {
        parser = await createPythonParser({ engine });
      });
      tests(() => parser);
    });
  }
}
