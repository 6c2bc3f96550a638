import { stepOfFolder } from './checkpoint-folder.ts';
import type { CompleteMarker, StateFile } from './state-schema.ts';

/**
 * What in `state.json` contradicts itself, COMPLETE or the folder's name, in words; undefined where nothing does. A hash says that a file is as
 * it was written; this, that it can have been written by a run.
 */
export function implausible(folder: string, marker: CompleteMarker, state: StateFile): string | undefined {
  const { progress, randomStreams, optimizer, config } = state;
  const { step, charactersSeen, best, validation, sinceLog } = progress;
  const { batchSize, sequenceLength } = config.training;
  const perStep = Number(batchSize) * Number(sequenceLength);
  const checks: [string, unknown, unknown][] = [
    ['the step of COMPLETE', marker.step, step],
    ['the step of its folder', stepOfFolder(folder) ?? step, step],
    ['`randomStreams.step`', randomStreams.step, step],
    ['`optimizer.step`', optimizer.step, step],
    // The rest is padding.
    ['`progress.charactersSeen` of its steps', charactersSeen <= step * perStep, true],
    ['the validation loss of COMPLETE', marker.validationLossNats, validation?.lossNats ?? null],
    ['`progress.best` of an earlier step', best === null || best.step <= step, true],
    ['`progress.sinceLog` of its steps', sinceLog.characters <= charactersSeen, true],
  ];
  const failed = checks.find(([, got, expected]) => got !== expected);
  if (failed === undefined) return undefined;
  const [what, got, expected] = failed;
  return typeof expected === 'boolean'
    ? `Expected ${what}, got another at step ${step}.`
    : `Expected ${what} to be ${expected}, got ${got}.`;
}
