import { z } from 'zod';
import { textMetric } from '../../src/metrics/metric.ts';
import { clusteredProportion } from '../../src/statistics/clusters.ts';
import type { NamedPart } from '../../src/statistics/parts.ts';
import { proportionSchema } from '../../src/statistics/shapes.ts';

/** A metric of text: the share of characters that are an e, each marked. */
export const toyMetric = textMetric({
  key: 'toyMetric',
  schema: z.object({ letters: proportionSchema }),
  measure: ({ path: document, text }): NamedPart => ({
    document,
    numerator: text.split('e').length - 1,
    denominator: text.length,
  }),
  summarize: (documents) => ({ letters: clusteredProportion(documents) }),
  figures: [
    {
      id: 'toy-metric',
      title: 'Letters e',
      unit: 'share',
      headline: 99,
      compared: 'Letters e in samples',
      lmEval: { task: 'toy_metric', description: 'characters that are an e' },
      pick: ({ letters }) => letters,
      parts: (documents) => [{ measure: 'toy-metric', range: null, parts: documents }],
    },
  ],
});
