import { checkArgument } from '@longrange/errors';
import { type CorpusSplit, checkSplit, type DocumentSpan } from '../corpus-split.ts';
import { CharTokenizer } from './char-tokenizer.ts';

/** A split as character ids. */
export interface EncodedSplit {
  /** `[characters]`, uint8 where the vocabulary has at most 256 characters. */
  readonly ids: Uint8Array | Uint16Array;
  /** Where each document lies in `ids`. */
  readonly documents: readonly DocumentSpan[];
  /** Characters that were dropped since the vocabulary does not have them. */
  readonly unknownCharacters: number;
}

/** One id for each known character of a split. */
export function encodeSplit(split: CorpusSplit, tokenizer: CharTokenizer): EncodedSplit {
  checkSplit(split);
  checkArgument(tokenizer instanceof CharTokenizer, 'tokenizer', 'a CharTokenizer', tokenizer);
  const ids = tokenizer.size <= 256 ? new Uint8Array(split.characters) : new Uint16Array(split.characters);
  let end = 0;
  const documents = split.documents.map(({ path }, index) => {
    const start = end;
    end += tokenizer.encodeUtf8(split.bytes(index), ids, start);
    return { path, start, end };
  });
  return { ids: ids.subarray(0, end), documents, unknownCharacters: split.characters - end };
}
