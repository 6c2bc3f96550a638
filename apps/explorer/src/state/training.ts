import type { TextDocument } from '@longrange/errors';
import type { PairCurves } from '@longrange/eval/internal';
import { signal } from '@preact/signals';
import { type Family, NETWORK_FILE } from '../worker/choices.ts';
import type { BegunTraining, TrainingSettings, TrainPart } from '../worker/train.ts';
import type { Explorer } from './explorer.ts';
import { save, textOf } from './files.ts';
import {
  attempt,
  during,
  language,
  languages,
  type Point,
  pickedLanguage,
  readers,
  report,
  text,
  view,
} from './state.ts';

export const origin = signal<'editor' | 'pasted' | 'files'>('editor');
export const pasted = signal('');
export const files = signal<readonly TextDocument[]>([]);
/** Values from which the settings are chosen. */
export const UNITS = [32, 64, 96, 128];
export const LENGTHS = [250_000, 1_000_000, 4_000_000, 16_000_000];
export const settings = {
  family: signal<Family>('lstm'),
  units: signal(64),
  characters: signal(1_000_000),
  seed: signal(1),
};

/** State of the training. It outlives this view, because training continues while others are shown. */
export const state = signal<'none' | 'running' | 'paused' | 'over'>('none');
export const isWaiting = signal(false);
export const begun = signal<(BegunTraining & TrainingSettings) | null>(null);
export const progress = signal<TrainPart | null>(null);
export const losses = signal<{ readonly learned: readonly Point[]; readonly heldOut: readonly Point[] }>({
  learned: [],
  heldOut: [],
});
export const curves = signal<TrainPart['curves']>(null);
/** Curves of the networks that read, of the same held-out brackets. */
export const others = signal<readonly { readonly title: string; readonly curves: PairCurves }[]>([]);
let stream: { readonly done: Promise<void>; stop(): void } | null = null;

/** Does some work, with `isWaiting` set meanwhile, and reports errors. */
export const run = (work: () => Promise<void>): Promise<void> => during(isWaiting, work);

/** Takes dropped files, unless they are a network's: all to learn from while this view is open, else one to read. */
export function takeText(dropped: DataTransfer, explorer: Explorer): boolean {
  const all = Array.from(dropped.files);
  if (all.some(({ name }) => NETWORK_FILE.test(name) || !name.includes('.'))) return false;
  const told = languageOf(all[0]?.name);
  if (view.value === 'train') take(all);
  else if (told === undefined) return false;
  else
    void run(async () => {
      pickedLanguage.value = told;
      explorer.goTo({ text: await textOf(all[0]!), opener: null });
    });
  return true;
}

/** Returns the id of the language that a file's extension implies. */
function languageOf(name = ''): string | undefined {
  const isOf = (ending: string) => name.toLowerCase().endsWith(ending);
  return languages.value.find(({ fileExtensions }) => fileExtensions.some(isOf))?.id;
}

export async function take(chosen: Iterable<File>): Promise<void> {
  await run(async () => {
    files.value = await Promise.all(
      Array.from(chosen, async (file) => ({ path: file.name, text: await textOf(file) })),
    );
    origin.value = 'files';
  });
}

export async function begin(explorer: Explorer): Promise<void> {
  const documents = {
    editor: [{ path: 'text', text: text.value }],
    pasted: [{ path: 'pasted', text: pasted.value }],
    files: files.value,
  }[origin.value];
  const { family, units, characters, seed } = settings;
  const chosen = {
    family: family.value,
    units: units.value,
    characters: characters.value,
    seed: seed.value,
    language: languageOf(documents[0]?.path) ?? language.value?.id,
  };
  begun.value = { ...(await explorer.client.ask('begin', documents, chosen)), ...chosen };
  losses.value = { learned: [], heldOut: [] };
  [progress.value, curves.value, others.value] = [null, null, []];
  goOn(explorer);
  void attempt(() => compare(explorer));
}

/** Asks the networks that read about the same held-out brackets. */
async function compare(explorer: Explorer): Promise<void> {
  const { value: made } = begun;
  const pairs = await explorer.client.ask('heldOutPairs');
  for (const { client, reader, title } of readers.value) {
    const one = await client.ask('score', reader, pairs);
    if (begun.value !== made) return;
    others.value = [...others.value, { title, curves: one }];
  }
}

/** Runs the training until it is paused, stopped or over. */
export function goOn(explorer: Explorer): void {
  state.value = 'running';
  const started = explorer.client.stream('train', [], (part) => {
    const { characters: x, bits, heldOutBits } = part;
    progress.value = part;
    if (part.curves !== null) curves.value = part.curves;
    if (bits === null && heldOutBits === null) return;
    const { learned, heldOut } = losses.value;
    losses.value = {
      learned: bits === null ? learned : [...learned, { x, y: bits }],
      heldOut: heldOutBits === null ? heldOut : [...heldOut, { x, y: heldOutBits }],
    };
  });
  stream = started;
  started.done.catch(report).finally(() => {
    if (stream === started) state.value = 'over';
  });
}

export async function end(next: 'paused' | 'over'): Promise<void> {
  const ended = stream;
  stream = null;
  ended?.stop();
  await ended?.done;
  state.value = next;
}

export async function keep(explorer: Explorer): Promise<void> {
  const bytes = await explorer.client.ask('keep');
  save(`${nameOf()}.safetensors`, 'application/octet-stream', [new Uint8Array(bytes)]);
}

export async function use(explorer: Explorer): Promise<void> {
  const bytes = await explorer.client.ask('keep');
  const name = `${nameOf()}, ${(progress.value?.characters ?? 0).toLocaleString('en')} characters`;
  await explorer.open(name, [{ name: 'trained.safetensors', bytes }]);
}

function nameOf(): string {
  const { family, units } = begun.value!;
  return `${family}-${units}`;
}
