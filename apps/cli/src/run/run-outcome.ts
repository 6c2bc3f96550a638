import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BitsPerCharacter } from '@longrange/eval/result';
import type { TrainingOutcome } from '@longrange/trainer';
import { writeFileAtomically } from '@longrange/trainer/internal';
import { z } from 'zod';

const scoreSchema = z.object({
  split: z.string(),
  characters: z.int(),
  bits: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

const outcomeSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.enum(['completed', 'early-stopped']),
  step: z.int(),
  charactersSeen: z.int(),
  /** The lowest validation loss. */
  best: z.object({ step: z.int(), bitsPerCharacter: z.number() }).nullable(),
  /** Bits per character of the best checkpoint on held-out text, with 95 % intervals. */
  scores: z.array(scoreSchema),
});

/** What `outcome.json` says of a run that has come to its end and been scored; a run without one has more to do. */
export type RunOutcome = z.output<typeof outcomeSchema>;

/** Undefined where the run has not come to its end. */
export async function readOutcome(runFolder: string): Promise<RunOutcome | undefined> {
  try {
    return outcomeSchema.parse(JSON.parse(await readFile(pathOf(runFolder), 'utf8')));
  } catch {
    return undefined;
  }
}

/** @throws LongrangeError `WRITE_FAILED` */
export async function writeOutcome(
  runFolder: string,
  { kind, step, charactersSeen, best }: TrainingOutcome,
  scores: readonly BitsPerCharacter[],
): Promise<void> {
  const outcome = {
    formatVersion: 1,
    kind,
    step,
    charactersSeen,
    best: best && { step: best.step, bitsPerCharacter: best.lossNats / Math.LN2 },
    scores: scores.map(({ split, characters, carried }) => {
      const { bits, low, high } = carried!;
      return { split, characters, bits, low, high };
    }),
  };
  await writeFileAtomically(pathOf(runFolder), `${JSON.stringify(outcome, null, 2)}\n`);
}

/** Before a run goes on. */
export async function removeOutcome(runFolder: string): Promise<void> {
  await rm(pathOf(runFolder), { force: true });
}

function pathOf(runFolder: string): string {
  return join(runFolder, 'outcome.json');
}
