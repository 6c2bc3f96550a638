import type { SyntaxParser } from '@longrange/code';
import { buildDocumentScores, type DocumentScores, tallySamples } from '@longrange/eval/comparison';
import { measureTexts } from '@longrange/eval/metrics';
import { readTexts } from '../eval/read-texts.ts';
import { versions } from '../run/versions.ts';
import { plural } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';

/**
 * How a text holds together, in the measures of what models write.
 * @param beside what the models beside it were measured on, which a text has no part in
 */
export async function measureText(
  path: string,
  beside: DocumentScores,
  { parser, reporter }: { readonly parser: SyntaxParser; readonly reporter: Reporter },
): Promise<DocumentScores> {
  const { documents, leftOut } = await readTexts([path]);
  if (leftOut !== '') reporter.fact('left out', leftOut);
  const { figures } = await measureTexts({ id: 'text', label: path, cut: false, documents }, { parser });
  const { corpusSha256, heldOut, sampling } = beside;
  return buildDocumentScores({
    ...{ versions: versions(), trainingSeed: null, corpusSha256, heldOut, sampling },
    model: {
      run: path,
      checkpoint: `text:${path}`,
      description: `text, ${plural(documents.length, 'file')}`,
    },
    tallies: tallySamples(figures),
    figures: [],
  });
}
