import { readdir } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { nameOf, type PlannedTrial, readJournal, type Store } from '@longrange/sweep/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { type Contents, contentReader, type TextPlace } from './sources.ts';

/** Location of a sweep's text and runs. */
interface SweepPlace extends TextPlace {
  readonly file: string;
  readonly name: string;
  /** Folder of its runs. */
  readonly folder: string;
  readonly journalPath: string;
  /** Store with runs that may not be here. */
  readonly store: Store | undefined;
}

/**
 * Names trials by their settings and the content of their text, which is read once for all of them. Where the text cannot be read, the trial's run is the one with these settings in the journal or the store, if any. Two sweep files that name different folders in the same words share no run; a text that is moved keeps its runs.
 *
 * @throws LongrangeError `SWEEP_TEXT_UNKNOWN` if the text is not here, and there are runs on several texts of its name
 */
export async function nameTrials(trials: readonly PlannedTrial[], open: SweepPlace): Promise<PlannedTrial[]> {
  const read = contentReader(open);
  const here = new Set(await readdir(open.folder).catch(() => []));
  let begun: Names | undefined;
  let stored: Names | undefined;
  const named: PlannedTrial[] = [];
  for (const trial of trials) {
    const { asWritten } = trial;
    const contents = await read(trial.corpus);
    let name = nameWith(asWritten, contents);
    if (contents === null) {
      begun ??= await begunIn(open.journalPath);
      const begunHere = (begun.get(asWritten) ?? []).filter((one) => here.has(one));
      stored ??= await claimedIn(open);
      const known = [...new Set([...begunHere, ...(stored.get(asWritten) ?? [])])];
      if (known.length > 1)
        throw wrongUsage({
          code: 'SWEEP_TEXT_UNKNOWN',
          message: `Expected the text ${trial.corpus.sources.join(', ')} of ${open.file} on this machine, because there are runs on several texts of that name, got none.`,
          hint: 'run the command on a machine that has the text, or give the sweep another `name`.',
        });
      name = known[0] ?? asWritten;
    }
    named.push({ ...trial, name });
  }
  return named;
}

/** Returns the name of a trial's run: that of its settings if its text is not a path or cannot be read. */
export function nameWith(asWritten: string, contents: Contents): string {
  return contents === null || Object.keys(contents).length === 0
    ? asWritten
    : nameOf({ asWritten, contents });
}

/** Names of runs by the name from the settings alone. */
type Names = ReadonlyMap<string, readonly string[]>;

/** Reads from a journal which runs have begun here. */
async function begunIn(journalPath: string): Promise<Names> {
  const names = new Map<string, string[]>();
  for (const event of await readJournal(journalPath)) {
    if (event.type !== 'start') continue;
    const { trial, asWritten = trial } = event;
    names.set(asWritten, [...(names.get(asWritten) ?? []), trial]);
  }
  return names;
}

const MOST_CLAIM_BYTES = 4096;

/** Reads which runs a store has: the first claim of each contains its settings. */
async function claimedIn({ store, name: sweep }: SweepPlace): Promise<Names> {
  const byText = new Map<string, string[]>();
  const keys = (await store?.list(sweep)) ?? [];
  const names = new Set(keys.map((key) => key.slice(sweep.length + 1).split('/')[0]!));
  for (const name of names) {
    if (!/^[0-9a-f]{16}$/.test(name)) continue;
    const claim = await store!.read(`${sweep}/${name}/000001/claim.json`, MOST_CLAIM_BYTES, text);
    const asWritten = claimedText(claim ?? '') ?? name;
    byText.set(asWritten, [...(byText.get(asWritten) ?? []), name]);
  }
  return byText;
}

function claimedText(claim: string): string | undefined {
  try {
    const { asWritten } = JSON.parse(claim) as { asWritten?: unknown };
    return typeof asWritten === 'string' ? asWritten : undefined;
  } catch {
    return undefined;
  }
}
