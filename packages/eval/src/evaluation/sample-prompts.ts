import type { SyntaxParser, TextDocument } from '@longrange/code';
import type { EvaluationContext, MeasuredModel } from './context.ts';
import { shown } from './context.ts';
import type { Sampling } from './sampling.ts';

/** Name under which results record prompts from held-out code. */
export const HELD_OUT_PROMPTS = 'beginnings of held-out documents';

/** Number and length in characters of the texts by which a model is judged. */
const JUDGED = { count: 2, length: 256 };
/** Minimum share of lines that parse for a text to count as code: docstrings do not parse line by line, prose hardly ever does. */
const LEAST_CODE = 1 / 3;
/** Shortest and longest prompt in characters. */
const PROMPT = { least: 64, most: 600 };

/** Returns beginnings of held-out code for a model that writes no code unprompted; undefined if it does, or writes too little to tell. */
export async function promptsFor(
  { parser, onFact }: EvaluationContext,
  model: MeasuredModel,
  documents: readonly TextDocument[],
  { count, temperature, seed }: Sampling,
): Promise<readonly string[] | undefined> {
  const writing = { length: JUDGED.length, temperature, seed };
  const texts = await model.complete(new Array<string>(JUDGED.count).fill(''), writing);
  const lines = texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.trim().split(/\s+/).length >= 3);
  const sound = lines.filter((line) => parses(line.trim(), parser));
  if (sound.length >= LEAST_CODE * lines.length) return undefined;
  const prompts = documents.flatMap(({ text }) => promptIn(text, parser) ?? []);
  const step = Math.max(1, Math.floor(prompts.length / count));
  const chosen = prompts.filter((_, index) => index % step === 0).slice(0, count);
  if (chosen.length === 0) return undefined;
  onFact?.(
    'samples',
    `continue the ${HELD_OUT_PROMPTS}: by itself the model writes no ${parser.language.name} (${shown(sound.length)} of ${shown(lines.length)} lines parse)`,
  );
  return chosen;
}

function parses(line: string, parser: SyntaxParser): boolean {
  const tree = parser.parse(`${line}${line.endsWith(':') ? ' pass' : ''}\n`);
  try {
    return !tree.hasError;
  } finally {
    tree.dispose();
  }
}

/** Returns a document up to the start of a top-level statement, so that the rest stands alone; undefined if none starts early enough. */
function promptIn(text: string, parser: SyntaxParser): string | undefined {
  const { lines } = parser.language.analyze(text.slice(0, PROMPT.most), { cut: true });
  const starts = lines
    .filter(({ role, indentStart }) => role !== 'clause' && text[indentStart - 1] === '\n')
    .map(({ indentStart }) => indentStart);
  const start = starts.findLast((one) => one >= PROMPT.least);
  return start === undefined ? undefined : text.slice(0, start);
}
