import { type Content, cell, type Figure, format, tableFigure } from '../../document/internal.ts';
import type { Comparison } from './measures.ts';

type Contender = Comparison['contenders'][number];
type Run = Contender['runs'][number];

/** Maximum number of rows that are shown unfolded. */
const MOST_ROWS = 12;
/** Minimum share of `maxMinutes` that a run ended by the clock has worked. */
const WHOLE_TIME = 0.995;

/** Builds a table of how models differ apart from their scores: what they are, their seeds and their training; null if they do not. */
export function settingsTable({ contenders, kind }: Comparison): Figure | null {
  if (kind === 'checkpoints') return null;
  const recorded = contenders.flatMap(({ runs: [first] }) =>
    first!.trained === undefined ? [] : [first!.trained.settings],
  );
  const hasSeeds = contenders.some(({ runs }) => runs.length > 1);
  const keys = [...new Set(recorded.flatMap((settings) => Object.keys(settings)))]
    .filter((key) => !(hasSeeds && key === 'training.seed'))
    .filter((key) => new Set(recorded.map((settings) => settings[key] ?? null)).size > 1);
  const rows: readonly (readonly [label: string, of: (contender: Contender) => Content])[] = [
    ['Model', ({ runs }) => runs[0]!.description],
    ['Seeds', ({ runs }) => (hasSeeds && runs[0]!.sha256 !== undefined ? runs.length : null)],
    ['Training', ({ runs }) => (isUnrecorded(runs[0]!) ? 'not recorded' : null)],
    ['Characters read', ({ runs }) => charactersRead(runs[0]!)],
    ...keys.map((key) => [key, ({ runs }: Contender) => settingOf(runs[0]!, key)] as const),
  ];
  const filled = rows.map(([label, of]) => [label, ...contenders.map(of)]).filter(isDifferent);
  if (filled.length === 0) return null;
  return tableFigure({
    id: 'model-settings',
    title: 'What differs',
    columns: ['', ...contenders.map(({ label }) => label)],
    rows: filled,
    folded: filled.length > MOST_ROWS,
  });
}

/** Returns true unless all models have the same; seeds are always shown. */
function isDifferent([label, ...contents]: readonly Content[]): boolean {
  const texts = new Set(contents.map((content) => JSON.stringify(content)));
  return label === 'Seeds' ? contents.some((content) => content !== null) : texts.size > 1;
}

function isUnrecorded({ trained, sha256 }: Run): boolean {
  return trained === undefined && sha256 !== undefined;
}

/** Characters read in training, and whether the clock ended it. */
function charactersRead({ charactersSeen, trained }: Run): Content {
  if (charactersSeen === undefined) return null;
  const most = trained?.settings['training.maxMinutes'];
  const wasCut = typeof most === 'number' && trained!.minutes >= WHOLE_TIME * most;
  const text = format.count(charactersSeen);
  return wasCut ? cell.detailed(charactersSeen, text, 'ended by maxMinutes') : charactersSeen;
}

function settingOf({ trained }: Run, key: string): Content {
  if (trained === undefined) return null;
  const value = trained.settings[key] ?? null;
  return cell.code(
    typeof value === 'number' && Number.isInteger(value) ? format.count(value) : String(value ?? 'none'),
  );
}
