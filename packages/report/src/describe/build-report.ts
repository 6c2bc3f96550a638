import { checkArgument } from '@longrange/errors';
import { type MetricKey, probeSections, type Result, textMetrics } from '@longrange/eval/internal';
import type { Figure, FirstScreen, Part, Report, Section, SectionDraft } from '../document/index.ts';
import { format } from '../document/index.ts';
import { drawBits } from '../sections/bits.ts';
import { controlFlowSection } from '../sections/control-flow.ts';
import { controlsSection } from '../sections/controls.ts';
import { guardNotice, guardSection } from '../sections/degeneration.ts';
import { delimitersSection } from '../sections/delimiters.ts';
import { declaredProbe, drawProbe } from '../sections/draw-probe.ts';
import { drawSection } from '../sections/draw-section.ts';
import { importsSection } from '../sections/imports.ts';
import { memorizationSection } from '../sections/memorization.ts';
import { rangeSection } from '../sections/minimal-pairs.ts';
import type { Probed } from '../sections/named-probes.ts';
import { namesSection } from '../sections/names.ts';
import { survivalBars } from '../sections/open-brackets.ts';
import { oracleSection } from '../sections/oracle.ts';
import { parseSection } from '../sections/parse.ts';
import { rangeFigure } from '../sections/range-figure.ts';
import { type SectionKit, sectionKit } from '../sections/section-kit.ts';
import { stringsSection } from '../sections/strings.ts';
import { temperaturesSection } from '../sections/temperatures.ts';
import { unitsSection } from '../sections/units.ts';
import { firstSample, headlineOf, rivalSentence, trustNotice } from './first-screen/headline.ts';
import { numeralsOf } from './first-screen/numerals.ts';
import { otherScreen, withoutSyntax } from './first-screen/other-text.ts';
import { scoresOf } from './first-screen/scores.ts';
import { provenanceSection, renamingFigure } from './provenance.ts';
import { trainingSection } from './training.ts';
import { isOfLanguage, subjectsWith, type View, viewOf } from './view.ts';

/** Builds a section of a report; null if its subject matter was not measured. */
type Builder = (view: View) => SectionDraft | null;

/** Makes the builder of a text metric's section; null if the metric was measured on no subject. */
function text<K extends MetricKey>(
  key: K,
  section: (kit: SectionKit<K>, view: View) => SectionDraft,
): Builder {
  return (view) => {
    const subjects = subjectsWith(view, key);
    return subjects.length === 0 ? null : section(sectionKit<K>(subjects, view.tests), view);
  };
}

/** Makes the builder of a text metric's section from its declaration; null if the metric was measured on no subject. */
function declared(key: MetricKey): Builder {
  return (view) => {
    const { section } = textMetrics.find((metric) => metric.key === key)!;
    const all = subjectsWith(view, key).map(({ name, subject }) => ({
      id: subject.id,
      name,
      style: subject.id,
      fields: subject[key] as never,
    }));
    return all.length === 0 || section === undefined ? null : drawSection(section, all, view.tests);
  };
}

/** Sections of probes that need more than their declaration. */
const probeBuilders: Readonly<Record<string, (probed: Probed) => SectionDraft | null>> = {
  range: rangeSection,
  units: unitsSection,
};

/** Draws the section of a probe, by its identifier; null if it was not asked. */
function asked(id: string, { probed }: View): SectionDraft | null {
  const build = probeBuilders[id];
  if (build !== undefined) return build(probed);
  const section = declaredProbe(id);
  return section === undefined ? null : drawProbe(section, probed);
}

const degeneration = text('degeneration', guardSection);
const memorization = text('memorization', memorizationSection);
const bits: Builder = ({ scored, result }) => drawBits(scored, [renamingFigure(result.renaming)]);

/** Stands for the sections of probes that the order of the page does not name. */
const UNNAMED = Symbol('unnamed');

interface PartOrder {
  readonly title: string;
  /** Builders, and the identifiers of the sections of probes. */
  readonly sections: readonly (Builder | string | typeof UNNAMED)[];
}

/** Order of the page. A new metric needs one more line here; a new probe comes last of what is predicted without one. */
const parts: readonly PartOrder[] = [
  {
    title: 'What is written',
    sections: [
      degeneration,
      ({ result, probed }) => temperaturesSection(result.temperatures, probed.ngram),
      text('delimiters', delimitersSection),
      text('strings', stringsSection),
      declared('indentation'),
      text('controlFlow', controlFlowSection),
      text('names', namesSection),
      text('imports', importsSection),
      text('parse', parseSection),
      'completion',
      text('oracle', (kit, { result }) => oracleSection(kit, result.language.name)),
      memorization,
      sampleSection,
    ],
  },
  {
    title: 'What is predicted',
    sections: ['range', bits, 'closers', 'context', 'perturbation', 'past-memory', UNNAMED],
  },
  { title: 'Inside the network', sections: ['gradient', 'gates', 'units'] },
  {
    title: 'What a small network can do',
    sections: [({ probed }) => controlsSection(probed.probes?.controls ?? [])],
  },
  {
    title: 'How it was made',
    sections: [({ result }) => trainingSection(result), provenanceSection],
  },
];

/** Order of the page for text in another language: without sections that rest on syntax, and predictions come first. */
const otherParts: typeof parts = [
  { title: 'What is predicted', sections: [bits, 'context', 'perturbation', 'past-memory', UNNAMED] },
  { title: 'What is written', sections: [memorization, degeneration, sampleSection] },
  { title: 'Inside the network', sections: ['gradient', 'gates'] },
  ...parts.slice(-2),
];

const named = new Set(parts.flatMap(({ sections }) => sections));

function draftsOf(section: PartOrder['sections'][number], view: View): (SectionDraft | null)[] {
  if (typeof section === 'function') return [section(view)];
  if (typeof section === 'string') return [asked(section, view)];
  return probeSections.filter(({ id }) => !named.has(id)).map(({ id }) => asked(id, view));
}

/**
 * Describes a result as data: everything that any rendering says.
 * @throws LongrangeError `ARGUMENT_INVALID` if `measured` is not a result
 */
export function describeResult(measured: Result): Report {
  const isResult = measured?.format === 'longrange-result' && Array.isArray(measured.subjects);
  checkArgument(isResult, 'result', 'a result, as `evaluate` or `parseResult` gives it', measured);
  const isCode = isOfLanguage(measured);
  const view = viewOf(isCode ? measured : withoutSyntax(measured));
  const { createdAt, language } = view.result;
  return {
    ...{ about: aboutOf(view), createdAt, language: language.id },
    ...(isCode ? codeScreen(view) : otherScreen(view)),
    guard: guardNotice(view.subjects, isCode),
    sample: firstSample(view.primary),
    parts: (isCode ? parts : otherParts)
      .map(
        ({ title, sections }): Part => ({
          title,
          sections: sections.flatMap((section) =>
            draftsOf(section, view).flatMap((draft) => filled(draft) ?? []),
          ),
        }),
      )
      .filter(({ sections }) => sections.length > 0),
  };
}

function codeScreen(view: View): FirstScreen {
  const { headline, standfirst } = headlineOf(view);
  const trust = trustNotice(view);
  return {
    headline,
    numerals: numeralsOf(view),
    standfirst: [standfirst].filter(Boolean),
    trust: { ...trust, text: trust.text + rivalSentence(view) },
    range: rangeFigure(view.probed),
    scores: scoresOf(view),
    bars: survivalBars(view.primary),
  };
}

/** Leaves out empty figures; null if only words would be left. */
function filled(draft: SectionDraft | null): Section | null {
  if (draft === null) return null;
  const figures = draft.figures.filter(
    (figure) => figure !== null && figure.table.rows.length > 0,
  ) as Figure[];
  const { excerpts = [], quotations = [], pictures = [] } = draft;
  const shown = [figures, excerpts, quotations, pictures];
  if (shown.every((items) => items.length === 0)) return null;
  return { ...draft, paragraphs: draft.paragraphs.filter(Boolean), figures };
}

function aboutOf({ result: { model }, primary }: View): string {
  if (model === null) return primary.subject.label;
  return model.step === undefined ? model.run : `${model.run}, step ${format.count(model.step)}`;
}

/** Shows a sample with its broken dependencies marked; the only section without a number. Null if no subject has an excerpt. */
function sampleSection({ subjects }: View): Section | null {
  const excerpts = subjects.flatMap(({ name, subject }) =>
    subject.excerpt === null ? [] : [{ name, excerpt: subject.excerpt }],
  );
  if (excerpts.length === 0) return null;
  return {
    id: 'sample',
    title: 'A sample',
    paragraphs: excerpts.some(({ excerpt }) => excerpt.marks.length > 0)
      ? ['Broken dependencies are marked where they begin, and listed under “What is marked”.']
      : [],
    figures: [],
    excerpts,
    definitions: {},
  };
}
