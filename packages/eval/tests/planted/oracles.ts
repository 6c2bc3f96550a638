import type { Choice } from '../../src/code/dependencies/choice.ts';
import { python } from '../../src/code/languages/python/python.ts';
import type { LexicalAnalysis } from '../../src/code/lexical.ts';
import type { BranchedText, LanguageModel, Reading } from '../../src/models/language-model.ts';

const ALPHABET: readonly string[] = [
  ...'\n',
  ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)),
];

/** A share of the probability goes to all other characters, evenly. */
const REST = 0.02;

/** Logarithms of a distribution that divides all but the rest evenly among the favourites. */
function favour(alphabet: readonly string[], favourites: readonly string[]): Float32Array {
  const others = alphabet.length - favourites.length;
  const rest = others === 0 ? 0 : REST;
  return Float32Array.from(alphabet, (character) =>
    Math.log(favourites.includes(character) ? (1 - rest) / favourites.length : rest / others),
  );
}

/** A model that is a rule for the next character, whatever is asked of it. */
class RuleModel implements LanguageModel {
  readonly stateful = true;
  readonly name: string;
  readonly alphabet: readonly string[];
  readonly #favourites: (text: string, at: number) => readonly string[];

  constructor(
    name: string,
    alphabet: readonly string[],
    favourites: (text: string, at: number) => readonly string[],
  ) {
    this.name = name;
    this.alphabet = alphabet;
    this.#favourites = favourites;
  }

  async predict(readings: readonly Reading[]): Promise<Float32Array[]> {
    return readings.map(({ text, at }) => {
      const rows = new Float32Array(at.length * this.alphabet.length);
      at.forEach((position, row) => {
        rows.set(this.#distribution(text, position), row * this.alphabet.length);
      });
      return rows;
    });
  }

  async continuations(texts: readonly BranchedText[]): Promise<Float32Array[]> {
    return texts.map(({ text, branches }) =>
      Float32Array.from(branches, ({ at, continuation }) =>
        this.#logProbability(text.slice(0, at), continuation),
      ),
    );
  }

  async score(texts: readonly string[]): Promise<Float32Array[]> {
    return texts.map((text) =>
      Float32Array.from(text, (_, i) => this.#logProbability(text.slice(0, i), text[i]!)),
    );
  }

  #distribution(text: string, at: number): Float32Array {
    return favour(this.alphabet, this.#favourites(text, at));
  }

  #logProbability(before: string, continuation: string): number {
    const text = before + continuation;
    return Array.from(continuation, (character, i) => {
      const place = this.alphabet.indexOf(character);
      return this.#distribution(text, before.length + i)[place] ?? Number.NaN;
    }).reduce((sum, score) => sum + score, 0);
  }
}

const CLOSERS = [')', ']', '}'];

/**
 * Knows which bracket is open, by the stack of those of the text, unless it was opened `memory` characters ago or more: then any
 * closer is as good as another.
 */
export function bracketOracle(memory: number): LanguageModel {
  const analyses = new Map<string, LexicalAnalysis>();
  return new RuleModel(`brackets within ${memory}`, ALPHABET, (text, at) => {
    const analysis = analyses.get(text) ?? python.analyse(text, { cut: true });
    analyses.set(text, analysis);
    const open = analysis.delimiters.findLast(({ opener, end }) => opener < at && end >= at);
    if (open === undefined || at - open.opener >= memory) return CLOSERS;
    return [open.type[1]!];
  });
}

/** Guesses evenly. */
export const uniform: LanguageModel = new RuleModel('uniform', ALPHABET, () => ALPHABET);

/** Knows what is asked, and forgets what began `memory` characters before the question or more: then all answers are alike. */
export function recaller(memory: number, choices: readonly Choice[]): LanguageModel {
  const truths = new Map<string, Map<number, Choice[]>>();
  for (const choice of choices) {
    const inText = truths.get(choice.text) ?? new Map<number, Choice[]>();
    truths.set(choice.text, inText.set(choice.at, [...(inText.get(choice.at) ?? []), choice]));
  }
  return {
    stateful: true,
    alphabet: uniform.alphabet,
    predict: (readings) => uniform.predict(readings),
    score: (texts, options) => uniform.score(texts, options),
    name: `recalls within ${memory}`,
    continuations: async (texts) =>
      texts.map(({ text, branches }) =>
        Float32Array.from(branches, ({ at, continuation }) => {
          const asked = truths
            .get(text)
            ?.get(at)
            ?.find(({ alternatives }) => alternatives.includes(continuation));
          return asked !== undefined && asked.distance < memory && asked.alternatives[0] === continuation
            ? -1
            : -2;
        }),
      ),
  };
}

/** Knows that the character `lag` places back comes again, where it can see it. */
export function copier(lag: number, alphabet: readonly string[]): LanguageModel {
  return new RuleModel(`copies from ${lag} back`, alphabet, (text, at) =>
    at < lag ? alphabet : [text[at - lag]!],
  );
}
