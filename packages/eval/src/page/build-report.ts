import {
  type FirstScreen,
  formatCount,
  type Part,
  type Report,
  type Section,
} from '@longrange/document/internal';
import { checkArgument } from '@longrange/errors';
import type { Result } from '../result/schema.ts';
import { isOfLanguage } from './names/language.ts';
import { namedSubjects, primarySubject } from './names/subjects.ts';
import { bitsSection } from './sections/bits.ts';
import { closersSection } from './sections/closers.ts';
import { completionSection } from './sections/completion.ts';
import { contextSection } from './sections/context.ts';
import { controlFlowSection } from './sections/control-flow.ts';
import { controlsSection } from './sections/controls.ts';
import { delimitersSection } from './sections/delimiters.ts';
import { firstSample } from './sections/first-screen/first-sample.ts';
import { guardNotice } from './sections/first-screen/guard.ts';
import { headlineOf } from './sections/first-screen/headline.ts';
import { numeralsOf } from './sections/first-screen/numerals.ts';
import { otherScreen, withoutSyntax } from './sections/first-screen/other-text.ts';
import { scoresOf } from './sections/first-screen/scores.ts';
import { trustNotice } from './sections/first-screen/trust.ts';
import { gatesSection } from './sections/gates.ts';
import { gradientSection } from './sections/gradient.ts';
import { guardSection } from './sections/guard.ts';
import { importsSection } from './sections/imports.ts';
import { indentationSection } from './sections/indentation.ts';
import { memorisationSection } from './sections/memorisation.ts';
import { namesSection } from './sections/names.ts';
import { survivalBars } from './sections/open-brackets.ts';
import { oracleSection } from './sections/oracle.ts';
import { parseSection } from './sections/parse.ts';
import { pastMemorySection } from './sections/past-memory.ts';
import { perturbationSection } from './sections/perturbation.ts';
import { provenanceSection } from './sections/provenance.ts';
import { rangeSection } from './sections/range/range.ts';
import { rangeFigure } from './sections/range/range-figure.ts';
import { sampleSection } from './sections/sample.ts';
import { stringsSection } from './sections/strings.ts';
import { temperaturesSection } from './sections/temperatures.ts';
import { trainingSection } from './sections/training.ts';
import { unitsSection } from './sections/units.ts';

interface PartBuilder {
  title: string;
  sections: readonly ((result: Result) => Section | null)[];
}

/** The order of the page. A new metric is one more file in `sections/` and one more line here. */
const parts: readonly PartBuilder[] = [
  {
    title: 'What is written',
    sections: [
      guardSection,
      temperaturesSection,
      delimitersSection,
      stringsSection,
      indentationSection,
      controlFlowSection,
      namesSection,
      importsSection,
      parseSection,
      completionSection,
      oracleSection,
      memorisationSection,
      sampleSection,
    ],
  },
  {
    title: 'What is predicted',
    sections: [
      rangeSection,
      bitsSection,
      closersSection,
      contextSection,
      perturbationSection,
      pastMemorySection,
    ],
  },
  { title: 'Inside the network', sections: [gradientSection, gatesSection, unitsSection] },
  { title: 'For scale', sections: [controlsSection] },
  { title: 'How it was made', sections: [trainingSection, provenanceSection] },
];

/** The same for text that is not of the language: what rests on its syntax is left out, and what does not comes first. */
const otherParts: readonly PartBuilder[] = [
  {
    title: 'What is predicted',
    sections: [bitsSection, contextSection, perturbationSection, pastMemorySection],
  },
  { title: 'What is written', sections: [memorisationSection, guardSection, sampleSection] },
  { title: 'Inside the network', sections: [gradientSection, gatesSection] },
  ...parts.slice(-2),
];

/** Everything that any rendering says, as data: words, tables, and which chart goes where. */
export function describeResult(measured: Result): Report {
  const isResult = measured?.format === 'longrange-result' && Array.isArray(measured.subjects);
  checkArgument(isResult, 'result', 'a result, as `evaluate` or `parseResult` gives it', measured);
  const isCode = isOfLanguage(measured);
  const result = isCode ? measured : withoutSyntax(measured);
  return {
    about: aboutOf(result),
    createdAt: result.createdAt,
    language: result.language.id,
    ...(isCode ? codeScreen(result) : otherScreen(result)),
    guard: guardNotice(result),
    sample: firstSample(result),
    parts: (isCode ? parts : otherParts)
      .map((part) => buildPart(part, result))
      .filter(({ sections }) => sections.length > 0),
  };
}

function codeScreen(result: Result): FirstScreen {
  const { headline, standfirst } = headlineOf(result);
  return {
    headline,
    numerals: numeralsOf(result),
    standfirst: [standfirst].filter(Boolean),
    trust: trustNotice(result),
    range: rangeFigure(result),
    scores: scoresOf(result),
    bars: survivalBars(primarySubject(result)),
  };
}

/** Every section of every part, in the order of the page. */
export function sectionsOf({ parts: all }: Report): Section[] {
  return all.flatMap(({ sections }) => sections);
}

function buildPart({ title, sections }: PartBuilder, result: Result): Part {
  return { title, sections: sections.flatMap((build) => filled(build(result)) ?? []) };
}

/** Without figures of nothing; null where that leaves nothing to show but words. */
function filled(section: Section | null): Section | null {
  if (section === null) return null;
  const figures = section.figures.filter(({ table }) => table.rows.length > 0);
  const { excerpts = [], quotations = [], pictures = [] } = section;
  const shown = [figures, excerpts, quotations, pictures];
  return shown.every((items) => items.length === 0) ? null : { ...section, figures };
}

function aboutOf({ model, ...result }: Result): string {
  if (model === null) return namedSubjects({ model, ...result })[0]!.subject.label;
  return model.step === undefined ? model.run : `${model.run}, step ${formatCount(model.step)}`;
}
