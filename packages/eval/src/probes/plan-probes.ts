import type { Choice, ChoiceKind, StretchedItem } from '../code/dependencies/choice.ts';
import { lexDocument, readSource } from '../code/dependencies/read-source.ts';
import type { Source } from '../code/dependencies/source.ts';
import type { SyntaxParser } from '../code/parser/syntax-parser.ts';
import type { TextDocument } from '../code/text-document.ts';
import { drawWithout } from '../statistics/draw.ts';
import { RandomStream } from '../statistics/random.ts';
import { balanceAnswers } from './choices/balance-answers.ts';
import { chooseClosers } from './choices/closers.ts';
import { cutIntoPieces } from './choices/pieces.ts';
import { type StretchOptions, stretchAll } from './stretched/stretch.ts';
import { chooseTargets, type TargetOptions, type Targets } from './targets.ts';

/** How much the probes ask of a model; the time that they take is nearly in proportion to the characters read. */
export interface ProbeSizes {
  /** Most natural choices of each kind; closers are all taken. */
  readonly choices: number;
  readonly stretched: StretchOptions;
  /** Of metrics 12 and 14. */
  readonly context: Omit<TargetOptions, 'seed'>;
  /** Of metric 13, which reads far more for each. */
  readonly perturbation: Omit<TargetOptions, 'seed'>;
}

/** What every predictor is asked, so that all are asked the same. */
export interface ProbePlan {
  /** Of the choices that the language has. */
  readonly kinds: readonly ChoiceKind[];
  readonly natural: readonly Choice[];
  /** Those that metric 11 asks about, of which no answer is the frequent one. */
  readonly pairs: ReadonlySet<Choice>;
  readonly stretched: readonly StretchedItem[];
  readonly context: Targets;
  readonly perturbation: Targets;
  readonly seed: number;
}

/** How much the probes are to ask. */
export interface PlanOptions extends ProbeSizes {
  readonly parser: SyntaxParser;
  readonly seed: number;
}

/**
 * Chooses what metrics 10 to 14 ask, from sound code that no predictor was trained on.
 * @throws LongrangeError `PROBE_TEXT_SHORT` where no document has 32 characters
 */
export async function planProbes(
  documents: readonly TextDocument[],
  { parser, seed, choices, stretched, context, perturbation }: PlanOptions,
): Promise<ProbePlan> {
  const { language } = parser;
  const { probes } = language;
  const kinds: ChoiceKind[] = ['closer', ...(probes?.kinds ?? [])];
  const random = new RandomStream(seed);
  const sources: Source[] = [];
  const found: Choice[][] = [];
  for (const document of documents) {
    const lexed = lexDocument(document, language);
    let ofDocument = chooseClosers(lexed, random);
    if (probes !== undefined) {
      const source = readSource(lexed, parser, probes);
      sources.push(source);
      ofDocument = [...ofDocument, ...probes.chooseNatural(source, random)];
    }
    found.push(cutIntoPieces(ofDocument, lexed.lexical.lines));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const natural = kinds.flatMap((kind) => {
    const ofKind = found.flat().filter((choice) => choice.kind === kind);
    return kind === 'closer' ? ofKind : drawWithout(random, ofKind, choices);
  });
  return {
    kinds,
    natural,
    pairs: new Set(balanceAnswers(natural, new RandomStream(seed))),
    stretched: (probes?.stretchable(sources) ?? []).flatMap((family) =>
      stretchAll(family, stretched, random),
    ),
    context: chooseTargets(documents, { ...context, seed }),
    perturbation: chooseTargets(documents, { ...perturbation, seed }),
    seed,
  };
}
