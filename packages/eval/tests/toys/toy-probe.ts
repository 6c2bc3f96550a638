import { z } from 'zod';
import { defineProbe } from '../../src/probes/probe.ts';
import { ofPredictors, probeSection } from '../../src/probes/probe-section.ts';
import { clusteredProportion } from '../../src/statistics/clusters.ts';
import { proportionSchema } from '../../src/statistics/shapes.ts';
import { partsOfValues } from '../../src/statistics/summaries.ts';

const foundSchema = z.object({ known: proportionSchema }).nullable();

/** A probe: is a document's second character the likeliest one after its first? */
export const toyProbe = defineProbe({
  key: 'toy',
  title: 'second characters',
  needs: 'distributions',
  sizes: z.strictObject({ documents: z.int().min(1) }),
  fields: {
    toyProbe: {
      schema: foundSchema,
      unasked: null,
    },
  },
  overall: {},
  figures: [
    { id: 'toy-probe', unit: 'share', tested: 'overall', kept: true, compared: 'Second characters known' },
  ],
  sections: [
    probeSection(
      ofPredictors(({ toyProbe }: { toyProbe: z.infer<typeof foundSchema> }) => toyProbe),
      {
        id: 'toy',
        title: 'A toy question',
        definition: 'Asks for the second characters of documents.',
        lead: [{ id: 'toy-probe', title: 'Toys found', headline: true, pick: ({ known }) => known }],
        figures: [
          {
            kind: 'values',
            id: 'toys',
            title: 'Toys',
            rows: [{ label: 'found', of: ({ known }) => known }],
          },
        ],
      },
    ),
  ],
  plan: ({ documents }, { documents: most }) => documents.slice(0, most),
  planned: ({ length }) => `${length} second characters`,
  work: ({ length }) => ({ read: length }),
  async ask(model, documents, onShare) {
    const readings = documents.map(({ text }) => ({ text, at: [1] }));
    const rows = await model.predict(readings, onShare);
    return documents.map(({ path: document, text }, index) => {
      const row = [...rows[index]!];
      const likeliest = model.alphabet[row.indexOf(Math.max(...row))];
      return { document, value: Number(likeliest === text[1]) };
    });
  },
  summarize: (answers) => ({ toyProbe: { known: clusteredProportion(partsOfValues(answers)) } }),
  parts: (answers) => [{ measure: 'toy-probe', range: null, parts: partsOfValues(answers) }],
  describe: ({ toyProbe }) => `${toyProbe!.known.held} known`,
  exported: ({ toyProbe }) => [
    { task: 'toy_probe', description: 'second characters known', metric: 'held', share: toyProbe?.known },
  ],
});
