import { parseOptions } from '@longrange/errors';
import { z } from 'zod';
import { alphabetOption, callback, checkAlphabet } from '../check-texts.ts';
import { CoveringModel } from './covering-model.ts';
import type { Beam, TokenAsking, TokenModel, TokenModelOptions, TokenState } from './token-model.ts';

const beamDefaults: Beam = { width: 16, threshold: 1e-3, lead: 16 };

const optionsSchema = z.strictObject({
  tokenBytes: z.custom<TokenModelOptions['tokenBytes']>(
    isVocabulary,
    'to be a list of Uint8Array or null, by the id of the token',
  ),
  open: z.custom<TokenModelOptions['open']>(
    (value) => typeof value === 'function',
    'to be a function from tokens to { logProbabilities }',
  ),
  tokenize: callback<NonNullable<TokenModelOptions['tokenize']>>(),
  prefix: z.string().optional(),
  fork: callback<NonNullable<TokenModelOptions['fork']>>(),
  read: callback<NonNullable<TokenModelOptions['read']>>(),
  batchSize: z.int().min(1).optional(),
  alphabet: alphabetOption,
  name: z.string().default('model'),
  beam: z
    .strictObject({
      width: z.int().min(1).default(beamDefaults.width),
      lead: z.int().min(0).default(beamDefaults.lead),
      threshold: z.number().min(0).max(0.5).default(beamDefaults.threshold),
      scoring: z.number().min(0).max(0.5).optional(),
    })
    .default(beamDefaults),
});

/**
 * Makes a character model from a token model by summing over the tokenizations of a text: P(next character | text) is exact except for the
 * tokenizations that the beam leaves out, whose share is in `leftOut`. The method is that of Vieira et al. (2024, arXiv 2412.03719).
 *
 * The token model is queried about each followed tokenization, by default once or twice per token of the text. The states that it returns
 * are closed when they are no longer needed, except the one before the first token.
 *
 * @throws LongrangeError `TOKEN_MODEL_OPTIONS`, `ALPHABET_INVALID` (exit code 2); later `TOKEN_DISTRIBUTION_INVALID` if a state has no log
 *   probabilities over the vocabulary, and `TOKEN_TEXT_IMPOSSIBLE` for a text that no sequence of tokens spells
 */
export function fromTokenModel<State extends TokenState>(options: TokenModelOptions<State>): TokenModel {
  const context = { code: 'TOKEN_MODEL_OPTIONS', subject: 'options of fromTokenModel' };
  const { name, beam, alphabet, ...asking } = parseOptions(optionsSchema, options, context);
  const search = { ...beam, scoring: beam.scoring ?? beam.threshold };
  return new CoveringModel(name, checkAlphabet(Array.from(alphabet)), asking as TokenAsking, search);
}

function isVocabulary(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const isText = (bytes: unknown): boolean => bytes instanceof Uint8Array && bytes.length > 0;
  return value.some(isText) && value.every((bytes) => bytes === null || bytes instanceof Uint8Array);
}
