import type { NameAnalysis, NameSource } from '../../../text/names.ts';
import { NameCollector } from './collector.ts';
import { NameRecovery } from './recovery.ts';
import { resolveNames } from './resolve.ts';
import { walkNames } from './walk.ts';

/** Python's rules of scope and name resolution, on sound and broken text; see docs/metrics.md, metric 5. */
export function analyseNames(source: NameSource): NameAnalysis {
  const { name, text, cut, statements, lines, isMisplaced } = source;
  const collector = new NameCollector();
  const recovery = new NameRecovery(source, collector);
  let next = 0;
  for (const statement of statements) {
    const first = next;
    while (next < lines.length && lines[next]!.first < statement.end) next++;
    const isDamaged = statement.tree.hasError || isMisplaced.slice(first + 1, next).includes(true);
    collector.isComplete = statement.complete;
    if (statement.complete && isDamaged) recovery.readLines(first, next);
    else walkNames(statement.tree, text.slice(statement.start, statement.end), statement.start, collector);
  }
  return resolveNames(collector, { cut, isPackage: /(^|\/)__init__\.py$/.test(name) });
}
