import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Comparison } from '@longrange/eval/comparison';
import { renderComparisonHtml, renderComparisonMarkdown } from '@longrange/report';
import { writeNewFolder } from '@longrange/trainer/internal';
import { formatJson } from '../files/format-json.ts';
import type { ScoredCandidate } from './score-candidates.ts';

/**
 * Writes `comparison.json`, `comparison.html`, `comparison.md` and, under `documents/`, the scores that were measured for it.
 *
 * @returns the folder, which is another where this one is taken
 * @throws LongrangeError `WRITE_FAILED`; nothing half-written stays
 */
export async function writeComparison(
  folder: string,
  comparison: Comparison,
  scored: readonly ScoredCandidate[],
): Promise<string> {
  const html = await renderComparisonHtml(comparison);
  return writeNewFolder(folder, async (temporary) => {
    await mkdir(join(temporary, 'documents'));
    await writeFile(join(temporary, 'comparison.json'), formatJson(comparison));
    await writeFile(join(temporary, 'comparison.html'), html);
    await writeFile(join(temporary, 'comparison.md'), renderComparisonMarkdown(comparison));
    for (const [index, { candidate, scores, reusedFrom }] of scored.entries()) {
      // A text is its own record: nothing was read or sampled of it.
      if (reusedFrom !== null || candidate.kind === 'text') continue;
      const { run, step } = scores.model;
      const suffix = step === undefined ? '' : `-step-${String(step).padStart(6, '0')}`;
      const name = `${index}-${run.replace(/[^\w.-]+/g, '-')}${suffix}.json`;
      await writeFile(join(temporary, 'documents', name), `${JSON.stringify(scores)}\n`);
    }
  });
}
