import cards from '../cards.json';
import example from '../example.json';

/** A place in the standard library where pretrained networks differ, and how it was chosen; see `scripts/make-example.mjs`. */
export interface PretrainedExample {
  /** Path of the file in the corpus, and the SHA-256 of its text. */
  readonly path: string;
  readonly sha256: string;
  /** Offsets of the part that is shown, in the file. */
  readonly from: number;
  readonly to: number;
  /** Offset of the opener in that part, and characters to its closer. */
  readonly opener: number;
  readonly distance: number;
  /** Evidence at the closer, in nats, and the last distance at which the opener shows. */
  readonly evidence: Readonly<Record<'lstm' | 'mingru', number>>;
  readonly lastShown: Readonly<Record<'lstm' | 'mingru', number>>;
  readonly note: string;
}

export const pretrainedExample: PretrainedExample = example;

/** Figures of a card, formatted for people. */
export interface CardFigures {
  /** Characters for which an opener shows, with a 95 % interval. */
  readonly shows: string;
  /** Numbers of pairs and documents behind the ranges: all, on one line, over several. */
  readonly pairs: string;
}

/** Figures of the pretrained networks. */
export const pretrainedFigures: Readonly<Record<'lstm' | 'mingru', CardFigures>> = {
  lstm: cards.lstm.measured,
  mingru: cards.mingru.measured,
};
