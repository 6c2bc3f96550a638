import type { Language, TextDocument } from '@longrange/code';
import { RandomStream } from '@longrange/code';
import { shuffle } from '@longrange/code/internal';
import { characterProperties, type UnitProperty } from './character-properties.ts';

/** A text and the properties after each of its characters. */
export interface LabeledDocument extends TextDocument {
  readonly properties: Readonly<Record<UnitProperty, Uint8Array>>;
}

/** Documents divided at random: one half to choose or train on, the other to measure on. */
export interface Halves {
  readonly choosing: readonly LabeledDocument[];
  readonly measuring: readonly LabeledDocument[];
}

export function labelHalves(documents: readonly TextDocument[], language: Language, seed: number): Halves {
  const labeled = shuffle(new RandomStream(seed), documents).map(({ name, text }) => ({
    name,
    text,
    properties: characterProperties(text, language.analyze(text, { cut: true }), language.layout),
  }));
  const half = Math.floor(labeled.length / 2);
  return { choosing: labeled.slice(0, half), measuring: labeled.slice(half) };
}

export function textsOf(documents: readonly TextDocument[]): string[] {
  return documents.map(({ text }) => text);
}
