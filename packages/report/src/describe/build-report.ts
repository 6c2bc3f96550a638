import { checkArgument } from '@longrange/errors';
import {
  controlsSection,
  type LeadNumber,
  type Result,
  sectionsOfProbes,
  temperaturesSection,
  textMetrics,
} from '@longrange/eval/internal';
import type { Figure, FirstScreen, Part, Report, Section, SectionDraft } from '../document/internal.ts';
import { format } from '../document/internal.ts';
import { drawBits } from '../sections/bits.ts';
import { guardNotice } from '../sections/degeneration.ts';
import { declaredProbe, drawProbe } from '../sections/draw-probe.ts';
import { drawSection } from '../sections/draw-section.ts';
import { rangeSection } from '../sections/minimal-pairs.ts';
import type { Probed } from '../sections/named-probes.ts';
import { survivalBars } from '../sections/open-brackets.ts';
import { placesFigure } from '../sections/places.ts';
import { rangeFigure } from '../sections/range-figure.ts';
import { failedBrackets } from '../sections/shown-failures.ts';
import { unitsSection } from '../sections/units.ts';
import { shortNames } from '../words/subjects.ts';
import {
  copiesNotice,
  firstSample,
  headlineOf,
  intervalsNotice,
  rivalSentence,
  trustNotice,
} from './first-screen/headline.ts';
import { numeralsOf } from './first-screen/numerals.ts';
import { otherScreen, withoutSyntax } from './first-screen/other-text.ts';
import { scoresOf } from './first-screen/scores.ts';
import { provenanceSection, renamingFigure } from './provenance.ts';
import { trainingSection } from './training.ts';
import { isOfLanguage, type Metrics, subjectsWith, type View, viewOf } from './view.ts';

/** Builds a section of a report; null if its subject matter was not measured. */
type Builder = (view: View) => SectionDraft | null;

/** Draws the section of a text metric from its declaration, led by its figures; null if the metric was measured on no subject. */
function metricSection({ key, figures, section, places }: Metrics[number], view: View): Section | null {
  const all = subjectsWith(view, key).map(({ name, subject }, index) => ({
    id: subject.id,
    name,
    style: subject.id,
    fields: subject[key] as never,
    failures: key === 'delimiters' ? failedBrackets(`brackets-${index}`, name, subject) : [],
  }));
  const stated = figures.map(({ id, title, pick }): LeadNumber<never> => ({ id, title, pick }));
  const lead = [...stated, ...(section.lead ?? [])];
  const where = places && placesFigure(places.name, view.subjects);
  return all.length === 0 ? null : drawSection<never>({ ...section, lead }, all, view.tests, [where ?? null]);
}

/** Draws the section on samples at other temperatures; null if there are none. */
const temperatures: Builder = ({ result, probed, tests }) => {
  const names = { model: shortNames.model, ngram: probed.ngram };
  const all = (['model', 'ngram'] as const)
    .map((id) => ({
      id,
      name: names[id],
      style: id,
      fields: result.temperatures.filter(({ subject }) => subject === id),
    }))
    .filter(({ fields }) => fields.length > 0);
  return drawSection(temperaturesSection, all, tests);
};

/** Draws the section on control tasks; null if there are none. */
const controls: Builder = ({ probed, tests }) => {
  const all = (probed.probes?.controls ?? []).map((fields) => ({
    id: fields.label,
    name: fields.label,
    style: shownStyle,
    fields,
  }));
  return drawSection(controlsSection, all, tests);
};

/** Style of series that are each alone in a panel. */
const shownStyle = 'model' as const;

/** Sections of probes that need more than their declaration. */
const probeBuilders: Readonly<Record<string, (probed: Probed) => SectionDraft | null>> = {
  range: rangeSection,
  units: unitsSection,
};

/** Draws the section of a probe, by its identifier; null if it was not measured. */
function probeSectionOf(id: string, { probed }: View): SectionDraft | null {
  const build = probeBuilders[id];
  if (build !== undefined) return build(probed);
  const section = declaredProbe(id);
  return section === undefined ? null : drawProbe(section, probed);
}

/** Builders of sections that are no declared metric or probe. */
const builders: Readonly<Record<string, Builder>> = {
  temperatures,
  sample: sampleSection,
  bits: ({ scored, result }) => drawBits(scored, [renamingFigure(result.renaming)]),
  controls,
  training: ({ result }) => trainingSection(result),
  provenance: provenanceSection,
};

interface Order {
  readonly title: string;
  /** Keys of metrics, identifiers of probes' sections, and names of builders. */
  readonly sections: readonly string[];
}

const written = 'What is written';
const predicted = 'What is predicted';

/** Order of the page. A metric that is not here comes last in what is written, a probe last in what is predicted. */
const parts: readonly Order[] = [
  {
    title: written,
    sections: [
      'degeneration',
      'temperatures',
      'delimiters',
      'strings',
      'indentation',
      'controlFlow',
      'names',
      'imports',
      'parse',
      'completion',
      'oracle',
      'memorization',
      'sample',
    ],
  },
  {
    title: predicted,
    sections: ['range', 'bits', 'closers', 'context', 'perturbation', 'past-memory'],
  },
  { title: 'Inside the network', sections: ['gradient', 'gates', 'units'] },
  { title: 'What a small network can do', sections: ['controls'] },
  { title: 'How it was made', sections: ['training', 'provenance'] },
];

/** Order of the page for text in another language: without sections that rest on syntax, and predictions come first. */
const otherParts: typeof parts = [
  { title: predicted, sections: ['bits', 'context', 'perturbation', 'past-memory'] },
  { title: written, sections: ['memorization', 'degeneration', 'sample'] },
  { title: 'Inside the network', sections: ['gradient', 'gates'] },
  ...parts.slice(-2),
];

/** Builds the sections of a part, and of what no part names. */
function partOf({ title, sections }: Order, view: View): Part {
  const named: readonly string[] = parts.flatMap((part) => part.sections);
  const unnamed =
    title === written
      ? view.metrics.map(({ key }) => key)
      : title === predicted
        ? sectionsOfProbes().map(({ id }) => id)
        : [];
  const ids = [...sections, ...unnamed.filter((id) => !named.includes(id))];
  return { title, sections: ids.flatMap((id) => filled(draftOf(id, view)) ?? []) };
}

/** Builds a section by its key or identifier; null if its subject matter was not measured. */
function draftOf(id: string, view: View): SectionDraft | null {
  const metric = view.metrics.find(({ key }) => key === id);
  if (metric !== undefined) return metricSection(metric, view);
  return builders[id] === undefined ? probeSectionOf(id, view) : builders[id](view);
}

/**
 * Describes a result as data: everything that any rendering says.
 * @param metrics the metrics of text whose sections are shown
 * @throws LongrangeError `ARGUMENT_INVALID` if `measured` is not a result
 */
export function describeResult(measured: Result, metrics: Metrics = textMetrics): Report {
  const isResult = measured?.format === 'longrange-result' && Array.isArray(measured.subjects);
  checkArgument(isResult, 'result', 'a result, as `evaluate` or `parseResult` gives it', measured);
  const isCode = isOfLanguage(measured);
  const view = viewOf(isCode ? measured : withoutSyntax(measured), metrics);
  const { createdAt, language } = view.result;
  return {
    command: 'longrange',
    about: aboutOf(view),
    createdAt,
    scope: '',
    language: language.id,
    ...(isCode ? codeScreen(view) : otherScreen(view)),
    sample: firstSample(view.primary),
    settings: null,
    source: 'result.json',
    parts: (isCode ? parts : otherParts)
      .map((part) => partOf(part, view))
      .filter(({ sections }) => sections.length > 0),
  };
}

function codeScreen(view: View): FirstScreen {
  const { headline, standfirst } = headlineOf(view);
  const trust = trustNotice(view);
  const scores = scoresOf(view);
  return {
    headline,
    ...numeralsOf(view),
    standfirst: [standfirst].filter(Boolean),
    notices: [
      guardNotice(view.subjects, true),
      { ...trust, text: trust.text + rivalSentence(view) },
      ...copiesNotice(view),
      ...intervalsNotice(scores, view),
    ],
    figure: rangeFigure(view.probed),
    scores,
    bars: survivalBars(view.primary),
    ...(view.primary.subject.id === 'text' && { places: view.primary.subject.places ?? [] }),
  };
}

/** Leaves out empty figures; null if only words would be left. */
function filled(draft: SectionDraft | null): Section | null {
  if (draft === null) return null;
  const figures = draft.figures.filter(
    (figure) => figure !== null && figure.table.rows.length > 0,
  ) as Figure[];
  const { excerpts = [], pictures = [] } = draft;
  const shown = [figures, excerpts, pictures];
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
  };
}
