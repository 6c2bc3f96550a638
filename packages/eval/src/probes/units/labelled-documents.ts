import type { Language, TextDocument } from '@longrange/code';
import { RandomStream } from '@longrange/code';
import { shuffle } from '@longrange/code/internal';
import { characterProperties, type UnitProperty } from './character-properties.ts';

/** A text and the properties after each of its characters. */
export interface LabelledDocument extends TextDocument {
  readonly properties: Readonly<Record<UnitProperty, Uint8Array>>;
}

/** Documents divided at random: one half to choose or train on, the other to measure on. */
export interface Halves {
  readonly choosing: readonly LabelledDocument[];
  readonly measuring: readonly LabelledDocument[];
}

export function labelHalves(documents: readonly TextDocument[], language: Language, seed: number): Halves {
  const labelled = shuffle(new RandomStream(seed), documents).map(({ name, text }) => ({
    name,
    text,
    properties: characterProperties(text, language.analyze(text, { cut: true }), language.layout),
  }));
  const half = Math.floor(labelled.length / 2);
  return { choosing: labelled.slice(0, half), measuring: labelled.slice(half) };
}

export function textsOf(documents: readonly TextDocument[]): string[] {
  return documents.map(({ text }) => text);
}
