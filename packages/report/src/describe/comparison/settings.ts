import { cell, type Figure, format, tableFigure } from '../../document/internal.ts';
import type { Comparison } from './measures.ts';

type Contender = Comparison['contenders'][number];
type Run = Contender['runs'][number];
type Setting = NonNullable<Run['trained']>['settings'][string];

/** Maximum number of settings that a sentence names. */
const MOST_NAMED = 6;
/** Minimum share of `maxMinutes` that a run ended by the clock has worked. */
const WHOLE_TIME = 0.995;

/** Describes how models differ apart from their scores: compares recorded trainings with the first of them, and describes other models. */
export function settingsSentences({ contenders, kind }: Comparison): string[] {
  if (kind === 'checkpoints') return [];
  const isKnown = ({ runs }: Contender): boolean => runs[0]!.trained !== undefined;
  const first = contenders.find(isKnown);
  return contenders
    .filter((one) => one !== first)
    .map((one) => {
      if (isKnown(one)) return sentenceOf(first!, one);
      const { sha256, description } = one.runs[0]!;
      return sha256 === undefined
        ? `${one.label}: ${description}.`
        : `Nothing is recorded of how ${one.label} was trained.`;
    });
}

function sentenceOf(first: Contender, other: Contender): string {
  const keys = differingKeys([first, other]);
  const named = keys
    .slice(0, MOST_NAMED)
    .map((key) => `${shortKey(key)} (${settingOf(other, key)} instead of ${settingOf(first, key)})`);
  const left = keys.length - named.length;
  const all = left > 0 ? [...named, `${format.countOf(left, 'other setting')} (see Provenance)`] : named;
  const read = charactersPhrase(first, other);
  const start =
    all.length === 0
      ? `${other.label} has the settings of ${first.label}`
      : `${other.label} differs from ${first.label} in ${format.list(all)}`;
  return `${start}, and read ${read}.`;
}

/** `9.0 % fewer characters (364,000 instead of 400,000; maxMinutes ended lstm)`, or `as many characters`. */
function charactersPhrase(first: Contender, other: Contender): string {
  const [before, after] = [first, other].map(({ runs }) => runs[0]!.charactersSeen ?? 0) as [number, number];
  if (before === after) return 'as many characters';
  const share = format.percent(Math.abs(after / before - 1));
  const cut = [first, other].filter(({ runs }) => wasCut(runs[0]!)).map(({ label }) => label);
  const why = cut.length === 0 ? '' : `; maxMinutes ended ${format.list(cut)}`;
  return `${share} ${after < before ? 'fewer' : 'more'} characters (${format.count(after)} instead of ${format.count(before)}${why})`;
}

function wasCut({ trained }: Run): boolean {
  const most = trained?.settings['training.maxMinutes'];
  return typeof most === 'number' && trained!.minutes >= WHOLE_TIME * most;
}

/** Builds a table of the settings that differ between models; null if none does. */
export function settingsTable({ contenders, kind }: Comparison): Figure | null {
  const known = contenders.filter(({ runs }) => runs[0]!.trained !== undefined);
  const keys = kind === 'checkpoints' ? [] : differingKeys(known);
  if (keys.length === 0) return null;
  return tableFigure({
    id: 'settings',
    title: 'Settings that differ',
    columns: ['Setting', ...contenders.map(({ label }) => label)],
    rows: keys.map((key) => [
      key,
      ...contenders.map((one) => one.runs[0]!.trained && cell.code(settingOf(one, key))),
    ]),
  });
}

/** Returns the settings that differ, without the seed if a model has several. */
function differingKeys(contenders: readonly Contender[]): string[] {
  const settings = contenders.map(({ runs }) => runs[0]!.trained!.settings);
  const keys = new Set(settings.flatMap((one) => Object.keys(one)));
  const hasSeeds = contenders.some(({ runs }) => runs.length > 1);
  return [...keys].filter(
    (key) =>
      !(hasSeeds && key === 'training.seed') && new Set(settings.map((one) => one[key] ?? null)).size > 1,
  );
}

/** Shortens `model.units` to `units`, as `--set` takes it. */
function shortKey(key: string): string {
  return key.replace(/^(model|training|corpus)\./, '');
}

function settingOf({ runs }: Contender, key: string): string {
  const value: Setting = runs[0]!.trained!.settings[key] ?? null;
  return typeof value === 'number' && Number.isInteger(value) ? format.count(value) : String(value ?? 'none');
}
