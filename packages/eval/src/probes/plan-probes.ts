import type { Material } from './probe.ts';
import { type PlansOf, type ProbeSizes, probes } from './probes.ts';

/**
 * Chooses the items of these probes from sound code that no predictor was trained on.
 * @throws LongrangeError `PROBE_TEXT_SHORT` if no document has 32 characters to predict
 */
export async function planProbes<const Sizes extends ProbeSizes>(
  material: Material,
  sizes: Sizes,
): Promise<PlansOf<Sizes>> {
  const suite: Readonly<Record<string, unknown>> = sizes;
  const plans: Record<string, unknown> = {};
  for (const { key, plan } of probes)
    if (suite[key] !== undefined) plans[key] = await plan(material, suite[key], suite);
  return plans as PlansOf<Sizes>;
}
