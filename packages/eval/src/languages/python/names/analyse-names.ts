import type { NameAnalysis, NameSource } from '../../names.ts';
import { NameCollector } from './collector.ts';
import { resolveNames } from './resolve.ts';
import { walkNames } from './walk.ts';

/** Python's rules of scope and name resolution, on sound and broken text; see docs/metrics.md, metric 5. */
export function analyseNames({ name, text, cut, statements }: NameSource): NameAnalysis {
  const collector = new NameCollector();
  for (const statement of statements) {
    collector.isComplete = statement.complete;
    walkNames(statement, text, collector);
  }
  return resolveNames(collector, { cut, isPackage: /(^|\/)__init__\.py$/.test(name) });
}
