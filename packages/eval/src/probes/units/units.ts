import { z } from 'zod';
import { defineProbe, withoutSurrogates } from '../probe.ts';
import { probeUnits } from './probe-units.ts';
import { unitsSchema } from './schema.ts';
import { gatesSection, unitsSection } from './section.ts';

/** Metric 16. Null if there are fewer than two documents, or if the network does not expose its units. */
export const units = defineProbe({
  key: 'units',
  title: 'gates and cells',
  needs: 'inside',
  sizes: z.strictObject({
    /** Number of characters to read: as many from the beginning of each document, so that no file dominates. */
    characters: z.int().min(1),
  }),
  fields: {},
  overall: {
    units: {
      schema: unitsSchema.nullable(),
      unasked: null,
    },
  },
  figures: [],
  sections: [gatesSection, unitsSection],
  plan({ documents, heldOut = documents, parser, seed }, { characters }) {
    const read = withoutSurrogates(heldOut);
    const each = Math.ceil(characters / Math.max(1, read.length));
    const beginnings = read.map(({ path, text }) => ({ path, text: text.slice(0, each) }));
    return read.length < 2 ? null : { documents: beginnings, language: parser.language, seed };
  },
  planned: (plan) =>
    plan === null
      ? 'no units, as two held-out documents are needed'
      : `units in ${plan.documents.length} documents`,
  work: () => ({}),
  ask: async ({ units: network }, { documents, ...options }, onShare) =>
    network && (await probeUnits(network, documents, options, onShare)),
  summarize: () => ({}),
  summarizeAll: ([asked]) => ({ units: asked?.answers ?? null }),
  describe({ units: found }) {
    if (found === null) return 'not measured: the network does not expose its units';
    const best = found.best.map(
      ({ property, auc, untrained, surface }) =>
        `${property} ${auc.value.toFixed(2)} (untrained ${untrained.auc.value.toFixed(2)}, surface ${surface.auc.value.toFixed(2)})`,
    );
    return `${found.characters.toLocaleString('en')} characters; best AUC: ${best.join(', ')}`;
  },
});
