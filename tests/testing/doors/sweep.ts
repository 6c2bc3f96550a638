import { parseSweep } from '@longrange/sweep';
import { type Door, door } from '../wrong-calls.ts';

export const sweepDoors: readonly Door[] = [
  door('parseSweep', parseSweep, 'method: grid\nparameters: {units: {values: [1, 2]}}\n', 'sweep.yaml'),
];
