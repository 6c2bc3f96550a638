import { readdir } from 'node:fs/promises';
import { nameOf, type PlannedTrial, readJournal } from '@longrange/sweep/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { contentReader } from './sources.ts';

/** Location of a sweep's text and runs. */
interface SweepPlace {
  readonly file: string;
  /** Folder where relative paths of text begin. */
  readonly base: string;
  /** Folder of its runs. */
  readonly folder: string;
  readonly journalPath: string;
}

/**
 * Names trials by their settings and the content of their text, which is read once for all of them. Where the text cannot be read, the trial's run is the one with these settings in the journal, if any. Two sweep files that name different folders in the same words share no run; a text that is moved keeps its runs.
 *
 * @throws LongrangeError `SWEEP_TEXT_UNKNOWN` if the text is not here, and there are runs on several texts of its name
 */
export async function nameTrials(trials: readonly PlannedTrial[], open: SweepPlace): Promise<PlannedTrial[]> {
  const read = contentReader(open.base);
  const here = new Set(await readdir(open.folder).catch(() => []));
  let begun: Names | undefined;
  const named: PlannedTrial[] = [];
  for (const trial of trials) {
    const { asWritten } = trial;
    const contents = await read(trial.corpus);
    // Without a path among its sources, the settings say it all.
    let name =
      Object.keys(contents ?? {}).length === 0 ? asWritten : nameOf({ asWritten, contents: contents! });
    if (contents === null) {
      begun ??= await begunIn(open.journalPath);
      const known = [...new Set(begun.get(asWritten))].filter((one) => here.has(one));
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
