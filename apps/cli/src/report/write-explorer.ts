import { join } from 'node:path';
import type { TextDocument } from '@longrange/code';
import type { Result } from '@longrange/eval';
import { explorerPage, type PageModel, type PagePlace } from '@longrange/explorer';
import { writeSafetensors } from '@longrange/formats/safetensors';
import { writeFileAtomically } from '@longrange/trainer/internal';
import { resolveLanguage } from '../language.ts';
import { languageEvidence, type ModelSource } from '../model/model-source.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { showPage } from './write-report.ts';

/** Characters of a document that are kept before a failure and after it. */
const [BEFORE, AFTER] = [1500, 300];

/** Writes `explorer.html` beside a report, with the network that was measured and the closers that failed metric 10, each in context. */
export async function writeExplorer(
  source: ModelSource,
  result: Result,
  heldOut: readonly TextDocument[],
  folder: string,
  reporter: Reporter,
): Promise<void> {
  const places = failuresOf(result, heldOut);
  const text = places[0]?.text ?? heldOut[0]?.text.slice(0, BEFORE) ?? '';
  const output = join(folder, 'explorer.html');
  const models = [await pageModel(source)];
  const page = await explorerPage({ models, text, places, language: result.language.id });
  await writeFileAtomically(output, page);
  await showPage('explorer', output, false, reporter);
}

/** Returns the closers that failed metric 10, each in its document, the farthest last. */
function failuresOf({ probes }: Result, heldOut: readonly TextDocument[]): PagePlace[] {
  const texts = new Map(heldOut.map(({ path, text }) => [path, text]));
  const ranges = probes?.predictors[0]?.closers.natural?.failures ?? [];
  return ranges.flatMap(({ examples }) =>
    examples.flatMap((one): PagePlace[] => {
      const text = texts.get(one.document);
      // The quoted text surrounds both ends and omits what is far from both.
      const start = text?.indexOf(one.text.slice(0, one.omitted?.at ?? one.text.length)) ?? -1;
      if (text === undefined || start < 0) return [];
      const opener = start + one.opener;
      const from = text.lastIndexOf('\n', Math.max(0, opener - BEFORE)) + 1;
      const name = `${one.distance} characters, ${one.document}`;
      return [{ name, text: text.slice(from, opener + one.distance + AFTER), opener: opener - from }];
    }),
  );
}

/** Makes a network for the explorer's page on the active engine; `given` is its language, which must agree with its run or file. */
export async function pageModel(source: ModelSource, given?: string): Promise<PageModel> {
  const language = resolveLanguage([{ id: given }, await languageEvidence(source)])?.id;
  const model = source.load();
  // Pretrained weights are stored as F16, so nothing is lost.
  const precision = source.path.startsWith('pretrained:') ? 'float16' : 'float32';
  const weights = { config: model.config, values: await model.values() };
  const bytes = await writeSafetensors(weights, { precision, language });
  model.dispose();
  return { name: source.name, bytes };
}
