import { anchorsSection } from '../sections/anchors.ts';
import { bitsSection } from '../sections/bits.ts';
import { delimitersSection } from '../sections/delimiters.ts';
import { guardSection } from '../sections/guard.ts';
import { indentationSection } from '../sections/indentation.ts';
import { parseSection } from '../sections/parse.ts';
import { provenanceSection } from '../sections/provenance.ts';
import { sampleSection } from '../sections/sample.ts';
import { trainingSection } from '../sections/training.ts';
import { formatCount } from '../text/format.ts';
import { guardNotice } from './guard.ts';
import { headlineOf } from './headline.ts';
import { scoresOf } from './scores.ts';
import { namedSubjects } from './subjects.ts';
import { trustNotice } from './trust.ts';
import type { Report, Result, Section } from './types.ts';

/** The order of the page. A new metric is one more file in `sections/` and one more line here. */
const sections: readonly ((result: Result) => Section | null)[] = [
  guardSection,
  delimitersSection,
  indentationSection,
  parseSection,
  sampleSection,
  bitsSection,
  trainingSection,
  anchorsSection,
  provenanceSection,
];

/** Everything that any rendering says, as data: words, tables, and which chart goes where. */
export function buildReport(result: Result): Report {
  const { headline, standfirst } = headlineOf(result);
  return {
    about: aboutOf(result),
    createdAt: result.createdAt,
    headline,
    standfirst: [standfirst],
    guard: guardNotice(result),
    trust: trustNotice(result),
    scores: scoresOf(result),
    sections: sections.map((build) => build(result)).filter((section) => section !== null),
  };
}

function aboutOf({ model, ...result }: Result): string {
  if (model === null) return namedSubjects({ model, ...result })[0]!.subject.label;
  return `${model.run}, step ${formatCount(model.step)}`;
}
