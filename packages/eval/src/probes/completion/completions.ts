import { z } from 'zod';
import { clusteredProportion } from '../../statistics/clusters.ts';
import type { DocumentParts } from '../../statistics/document-parts.ts';
import { groupBy } from '../../statistics/parts.ts';
import type { Proportion } from '../../statistics/shapes.ts';
import { partsOfValues } from '../../statistics/summaries.ts';
import { countFarther } from '../farther.ts';
import { defineProbe } from '../probe.ts';
import { choosePrompts, FARTHER_OPEN, OPENER_KINDS, type OpenerKind } from './choose-prompts.ts';
import { type CompletedPrompt, completeAsWritten, completePrompts } from './judge-completion.ts';
import { type Completions, completionsSchema } from './schema.ts';
import { completionSection } from './section.ts';

const positive = z.int().min(1);

const sizesSchema = z.strictObject({
  /** Maximum number of prompts of a kind and distance, and of those from one document. */
  perDistance: positive,
  perDocument: positive,
  /** Maximum length of a prompt, which is read from its document's beginning. */
  within: positive,
  /** Divisor of the logarithms of probabilities. */
  temperature: z.number().min(0),
  /** Maximum number of characters to write after each prompt. */
  length: positive,
  /** Number of continuations of each prompt. */
  continuations: positive,
});

/**
 * Metric 18: sound code that no writer was trained on is cut where something has been open for a chosen number of characters, and continued.
 * Null if nothing is open in the documents.
 */
export const completions = defineProbe({
  key: 'completions',
  title: 'prompted completion',
  needs: 'writing',
  sizes: sizesSchema,
  fields: {},
  overall: {
    completions: {
      schema: completionsSchema.nullable(),
      unasked: null,
    },
  },
  figures: OPENER_KINDS.map((kind) => ({
    id: `completion/${kind}` as const,
    unit: 'share',
    tested: 'overall',
    kept: true,
  })),
  sections: [completionSection],
  plan(material, { temperature, length, continuations, ...sizes }) {
    const { documents, heldOut = documents, drawn = heldOut, farther, seed } = material;
    const { language } = material.parser;
    const prompts = choosePrompts(drawn, language, { ...sizes, seed, farther });
    if (prompts.length === 0) return null;
    const writing = { language, temperature, length, continuations, seed };
    const real = completeAsWritten(prompts, { language, length });
    return { prompts, writing, real, maxDistance: farther?.maxDistance };
  },
  planned: (plan) =>
    plan === null
      ? 'no prompts, as nothing is open in held-out code'
      : `${plan.prompts.length.toLocaleString('en')} prompts`,
  work({ prompts, writing: { continuations, length } }) {
    const asked = prompts.length * continuations;
    return { prompts: asked, written: asked * length };
  },
  farther({ prompts, maxDistance }) {
    if (maxDistance === undefined) return [];
    const open = prompts.map(({ opener: { kind }, document, distance }) => ({ kind, document, distance }));
    return countFarther('prompted', open, { kinds: OPENER_KINDS, from: FARTHER_OPEN, maxDistance });
  },
  ask: (writer, { prompts, writing }, onShare) => completePrompts(writer, prompts, { ...writing, onShare }),
  summarize: () => ({}),
  summarizeAll(asked, { prompts, real, writing: { temperature, length, continuations } }) {
    const writers = [
      ...asked.map(({ id, answers }) => ({ writer: id, completed: answers })),
      { writer: 'real', completed: real },
    ];
    return {
      completions: {
        temperature,
        length,
        continuations,
        prompts: prompts.length,
        documents: new Set(prompts.map(({ document }) => document)).size,
        kinds: OPENER_KINDS.flatMap((kind) => summarizeKind(kind, writers, length)),
      },
    };
  },
  parts: partsOfCompletions,
  others: ({ real }) => [{ id: 'real', parts: partsOfCompletions(real) }],
  describe({ completions }) {
    const shares = completions!.kinds.map(
      ({ kind, writers }) => `${kind} ${Math.round(100 * (writers[0]!.closed.estimate ?? 0))} %`,
    );
    return `closed correctly: ${shares.join(', ')}`;
  },
  exported: ({ completions }) =>
    (completions?.kinds ?? []).map(({ kind, writers }) => ({
      task: `completion_${kind}`,
      description: `a ${kind} that a prompt leaves open is closed correctly`,
      metric: 'closed',
      share: writers[0]?.closed,
    })),
});

type Kind = Completions['kinds'][number];

/** Shares of one kind of opener; all writers have the same prompts. */
function summarizeKind(
  kind: OpenerKind,
  writers: readonly { readonly writer: string; readonly completed: readonly CompletedPrompt[] }[],
  length: number,
): Kind[] {
  const ofKind = writers.map(({ writer, completed }) => {
    const own = completed.filter(({ prompt }) => prompt.opener.kind === kind);
    return { writer, ...summarizeWriter(own, length) };
  });
  return ofKind[0]!.byDistance.length === 0 ? [] : [{ kind, writers: ofKind }];
}

/** @param length most characters written */
function summarizeWriter(
  completed: readonly CompletedPrompt[],
  length: number,
): Omit<Kind['writers'][number], 'writer'> {
  const within: number[] = [];
  for (let characters = 1; characters < length; characters *= 2) within.push(characters);
  return {
    ...sharesOf(completed, length),
    byDistance: byDistance(completed).map(([distance, members]) => ({
      distance,
      prompts: members.length,
      ...sharesOf(members, length),
    })),
    byLength: [...within, length].map((most) => ({ within: most, ...sharesOf(completed, most) })),
  };
}

/** Shares closed correctly, and broken, within this many characters written; the rest are still open. None is censored earlier. */
function sharesOf(
  completed: readonly CompletedPrompt[],
  within: number,
): { closed: Proportion; broken: Proportion } {
  const shareOf = (wanted: 'closed' | 'broken'): Proportion =>
    clusteredProportion(
      partsOfValues(
        completed.flatMap(({ prompt: { document }, completions }) =>
          completions.map((one) => ({
            document,
            value: Number(one.outcome === wanted && one.after <= within),
          })),
        ),
      ),
    );
  return { closed: shareOf('closed'), broken: shareOf('broken') };
}

/** Groups prompts by how long their openers had been open, the nearest first. */
function byDistance(completed: readonly CompletedPrompt[]): [distance: number, CompletedPrompt[]][] {
  return [...groupBy(completed, ({ prompt }) => prompt.distance)].sort(([a], [b]) => a - b);
}

type CompletionParts = DocumentParts<`completion/${OpenerKind}`>;

/** `completion/bracket` and so on, overall and by how long the opener had been open. */
function partsOfCompletions(completed: readonly CompletedPrompt[]): CompletionParts[] {
  return OPENER_KINDS.flatMap((kind) => {
    const ofKind = completed.filter(({ prompt }) => prompt.opener.kind === kind);
    const figure = (
      range: CompletionParts['range'],
      members: readonly CompletedPrompt[],
    ): CompletionParts => ({
      measure: `completion/${kind}`,
      range,
      parts: partsOfValues(
        members.map(({ prompt: { document }, completions }) => {
          const closed = completions.filter(({ outcome }) => outcome === 'closed').length;
          return { document, value: closed / completions.length };
        }),
      ),
    });
    return [
      figure(null, ofKind),
      ...byDistance(ofKind).map(([distance, members]) =>
        figure({ from: distance, to: 2 * distance }, members),
      ),
    ].filter(({ parts }) => parts.length > 0);
  });
}
