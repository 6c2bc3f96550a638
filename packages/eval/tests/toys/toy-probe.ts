import { z } from 'zod';
import { defineProbe } from '../../src/probes/probe.ts';
import { clusteredProportion } from '../../src/statistics/clusters.ts';
import { proportionSchema } from '../../src/statistics/shapes.ts';
import { partsOfValues } from '../../src/statistics/summaries.ts';

/** A probe: is a document's second character the likeliest one after its first? */
export const toyProbe = defineProbe({
  key: 'toy',
  title: 'second characters',
  needs: 'distributions',
  sizes: z.strictObject({ documents: z.int().min(1) }),
  fields: {
    toyProbe: {
      schema: z.object({ known: proportionSchema }).nullable(),
      unasked: null,
    },
  },
  overall: {},
  figures: [
    { id: 'toy-probe', unit: 'share', tested: 'overall', kept: true, compared: 'Second characters known' },
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
