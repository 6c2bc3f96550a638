import { extname } from 'node:path';

/** How many endings a hint names. */
const MOST_NAMED = 3;

/** Counts files that were left out for how their names end, for a hint that says how to read them. */
export class OtherEndings {
  private readonly counts = new Map<string, number>();

  add(path: string): void {
    const ending = extname(path).toLowerCase();
    this.counts.set(ending, (this.counts.get(ending) ?? 0) + 1);
  }

  /** `found 812 .txt files: add --extensions .txt to read them.`; undefined where none was counted. */
  get hint(): string | undefined {
    const byCount = [...this.counts].sort(([, a], [, b]) => b - a).slice(0, MOST_NAMED);
    if (byCount.length === 0) return undefined;
    const found = byCount.map(([ending, count]) => {
      const files = count === 1 ? 'file' : 'files';
      return ending === '' ? `${count} ${files} without an extension` : `${count} ${ending} ${files}`;
    });
    const which = byCount.length === 1 ? 'them' : 'the first';
    return `found ${found.join(', ')}: add --extensions ${byCount[0]![0] || "'*'"} to read ${which}.`;
  }
}
