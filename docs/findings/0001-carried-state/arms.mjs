// The networks of finding 1: what differs between them, what does not, and where they are kept.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readKept, writeKept } from '../page.mjs';

export const folder = dirname(fileURLToPath(import.meta.url));

/** Settings of all arms: two layers, the same batches of 16 sequences of 256 characters in the same order, the same number of steps. */
export const SETTINGS = ['layers=2', 'batchSize=16', 'sequenceLength=256', 'checkpointEverySteps=300'];
const RESETS = [16, 64, 256];
const GRADIENTS = [16, 64];

/** The state carried on, gradients through all of the sequence: the strongest dose of both manipulations. */
export const FULL = 'carried, gradients 256';
/** Settings of each arm, which changes one thing: resets with full gradients, or truncated gradients with carried state. */
export const ARMS = {
  ...Object.fromEntries(RESETS.map((every) => [`reset ${every}`, [`resetEvery=${every}`]])),
  [FULL]: [],
  ...Object.fromEntries(GRADIENTS.map((length) => [`gradients ${length}`, [`gradientLength=${length}`]])),
};
/** The two curves: the dose in characters, and its arm. */
export const CURVES = {
  resets: [...RESETS.map((every) => [every, `reset ${every}`]), [Number.POSITIVE_INFINITY, FULL]],
  gradients: [...GRADIENTS.map((length) => [length, `gradients ${length}`]), [256, FULL]],
};

/** All arms with five seeds; the extreme ones with three at twice the units. */
export const SIZES = [
  {
    units: 128,
    embedding: 32,
    rate: 0.008,
    characters: 7_680_000,
    seeds: [1, 2, 3, 4, 5],
    arms: Object.keys(ARMS),
  },
  {
    units: 256,
    embedding: 64,
    rate: 0.006,
    characters: 7_680_000,
    seeds: [1, 2, 3],
    arms: ['reset 16', 'gradients 16', FULL],
  },
];

export const nameOf = ({ units, arm, seed }) => `${units}-${arm.replace(/\W+/g, '-')}-${seed}`;

const path = join(folder, 'networks.json.br');
/** Measurements: `{ items, networks: { name: { … } } }`. */
export const kept = readKept(path, { items: null, networks: {} });

export const keep = () => writeKept(path, kept);
