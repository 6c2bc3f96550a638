import type { Choice } from '@longrange/code';
import { z } from 'zod';
import type { CloserFailures } from '../../metrics/failures/failures.ts';
import { SharedWork } from '../../models/batches.ts';
import { partsOfObservations } from '../../statistics/document-parts.ts';
import { bucketsOf, meanBucketSchema } from '../../statistics/shapes.ts';
import { scoreChoices } from '../choices/score-choices.ts';
import { type ItemSizes, itemsOf } from '../draw-items.ts';
import { partsOfPlacement, summarizeControl } from '../length-controlled/control.ts';
import { charactersIn, defineProbe } from '../probe.ts';
import { BLIND_READER, readBlindly } from './blind-reader.ts';
import {
  type CloserObservation,
  closerFailures,
  closerGain,
  observeClosers,
  summarizeClosers,
} from './closer-accuracy.ts';
import { blindReaderSchema, closersSchema } from './schema.ts';
import { closersSection } from './section.ts';

/** Metric 10: every closer of the documents, and those of the length-controlled items that minimal pairs draw. */
export const closers = defineProbe({
  key: 'closers',
  title: 'closers',
  needs: 'distributions',
  sizes: z.strictObject({}),
  fields: {
    closers: {
      schema: closersSchema,
      unasked: { natural: { ...summarizeClosers([]), failures: [] }, lengthControlled: null },
    },
  },
  overall: {
    /** Mean P(true closer) of the model minus that of the n-gram, paired, by distance. */
    closerGain: { schema: bucketsOf(meanBucketSchema), unasked: [] },
    /** Absent if no closers were scored. */
    blindReader: { schema: blindReaderSchema.optional() },
  },
  figures: [
    { id: 'closers', unit: 'share', compared: 'Closers known on real code' },
    { id: 'closers/natural', unit: 'share', tested: 'by distance' },
    { id: 'closers/lengthControlled', unit: 'share', tested: 'by distance', kept: true },
    { id: 'closer-probability/natural', unit: 'share', tested: 'by distance' },
    { id: 'closer-probability/lengthControlled', unit: 'share', tested: 'by distance', kept: true },
    { id: 'placement/closers', unit: 'share', conditions: ['before', 'between'], kept: 'before' },
  ],
  sections: [closersSection],
  async plan(material, _, suite: { readonly minimalPairs?: ItemSizes }) {
    const { closers: natural, lengthControlled } = await itemsOf(material, suite.minimalPairs);
    const items = lengthControlled.filter(({ between }) => between.kind === 'closer');
    const blind = natural.length === 0 ? undefined : readBlindly(natural, items, material.training);
    return { natural, items, blind, seed: material.seed };
  },
  planned: ({ natural }) => `${natural.length.toLocaleString('en')} closers`,
  work: ({ natural }) => ({ read: 2 * charactersIn(natural) }),
  async ask(model, { natural, items, seed }, onShare) {
    const [between, before] = [items.map((item) => item.between), items.map((item) => item.before)];
    const all = [natural, between, before];
    const work = new SharedWork(all.map(charactersIn), onShare);
    const score = async (choices: readonly Choice[]): Promise<AskedClosers> => {
      const scores = await scoreChoices(model, choices, work.part(all.indexOf(choices)));
      const observations = observeClosers(choices, scores);
      return { observations, failures: closerFailures(choices, scores, observations, seed) };
    };
    return { natural: await score(natural), between: await score(between), before: await score(before) };
  },
  summarize({ natural, between, before }, { items }) {
    const lengthControlled = {
      ...summaryOf(between),
      control: summarizeControl(items, between.observations, before.observations),
    };
    return {
      closers: {
        natural: summaryOf(natural),
        lengthControlled: items.length === 0 ? null : lengthControlled,
      },
    };
  },
  summarizeAll([model, other], { blind }) {
    const gain = other && closerGain(model!.answers.natural.observations, other.answers.natural.observations);
    return { closerGain: gain ?? [], blindReader: blind?.summary };
  },
  parts({ natural, between, before }, { blind }) {
    const figures = ['natural', 'lengthControlled'] as const;
    const asked = { natural, lengthControlled: between };
    const blindly = blind?.summary.natural;
    return [
      ...partsOf('closers', natural.observations).map((figure) => {
        const bucket = blindly?.byDistance.find(({ from }) => from === figure.range?.from);
        const own = figure.range === null ? blindly?.overall : bucket;
        return { ...figure, blind: own && own.held / own.n };
      }),
      ...figures.flatMap((form) => {
        const { observations } = asked[form];
        if (observations.length === 0) return [];
        return [
          ...partsOf(`closers/${form}`, observations),
          ...partsOf(`closer-probability/${form}`, observations, ({ probability }) => probability),
        ];
      }),
      ...partsOfPlacement('placement/closers', between.observations, before.observations),
    ];
  },
  others: ({ blind }) =>
    blind === undefined ? [] : [{ id: BLIND_READER, parts: partsOf('closers/natural', blind.closers) }],
  describe({ closers: { natural } }) {
    const { held, n } = natural.overall;
    return `${held.toLocaleString('en')} of ${n.toLocaleString('en')} known`;
  },
  exported: ({ closers: { natural, lengthControlled } }) => [
    {
      task: 'closers',
      description: 'P(true closer) / P(any closer) > 0.8 in held-out code',
      metric: 'held',
      share: natural.overall,
    },
    {
      task: 'closers_stretched',
      description: 'the same, with the distance filled by other code',
      metric: 'held',
      share: lengthControlled?.overall,
    },
  ],
});

/** Scored closers one by one. */
export interface AskedClosers {
  readonly observations: readonly CloserObservation[];
  readonly failures: CloserFailures;
}

function summaryOf({ observations, failures }: AskedClosers) {
  return { ...summarizeClosers(observations), failures };
}

function partsOf<Id extends string>(
  measure: Id,
  observations: readonly CloserObservation[],
  toValue?: (observation: CloserObservation) => number,
) {
  return partsOfObservations({ measure, observations, byDistance: true }, toValue);
}
