import { addLogs, sumLogs } from './add-logs.ts';
import type { TrieNode } from './byte-trie.ts';
import type { Beam } from './token-model.ts';
import type { HeldState, TokenSource } from './token-source.ts';

/** A tokenization that is followed: whole tokens, and a part of the next one, which is at `node` of the trie or below it. */
interface Following {
  readonly held: HeldState;
  readonly node: TrieNode;
  /** ln of the probability of the whole tokens. */
  readonly log: number;
}

/** A tokenization whose last token ends with the text; the state after it has not been requested. */
interface Ending {
  readonly held: HeldState;
  readonly token: number;
  /** ln of the probability of all tokens. */
  readonly log: number;
}

/** The text so far, last byte first. */
interface TextEnd {
  readonly byte: number;
  readonly before: TextEnd | null;
  readonly length: number;
}

/** The most probable tokenization left out at a place where it ended, kept in case no followed tokenization can continue the text. */
interface Spare {
  readonly ending: Ending;
  /** Number of bytes of the text before that place. */
  readonly at: number;
}

/** State of a covering. */
interface Parts {
  readonly following: readonly Following[];
  /** One for each place inside the followed tokens. */
  readonly spares: readonly Spare[];
  readonly text: TextEnd | null;
  /** ln of the text's probability over the followed tokenizations; at most the exact value. */
  readonly log: number;
  /** ln of an upper bound on the probability left out so far: exp(log) + exp(logLeftOut) is at least the exact probability. */
  readonly logLeftOut: number;
  /** Maximum share of the text's probability that was left out with its last byte. */
  readonly leftOutHere: number;
}

/** The byte after a text. */
interface NextByte {
  readonly probabilities: Float64Array;
  readonly followed: Float64Array;
  readonly bound: number;
}

/**
 * The followed tokenizations of a text so far: a covering, in the terms of Vieira et al. (2024, arXiv 2412.03719). Each consists of tokens,
 * and a part of one that the text may complete. Their probabilities sum to the probability that a document begins with the text; the sum is
 * exact if nothing is left out.
 *
 * A token may end with the text, and only the model knows what follows. The model is therefore asked for the state after it if that token's
 * share of the text's probability is above the threshold, or turns out to be with the next byte.
 */
export class Covering {
  readonly #source: TokenSource;
  readonly #beam: Beam;
  readonly #parts: Parts;
  readonly #following: Following[];
  /** Sorted, the most probable first. */
  #endings: Ending[];
  #opened = 0;

  private constructor(source: TokenSource, beam: Beam, parts: Parts) {
    this.#source = source;
    this.#beam = beam;
    this.#parts = parts;
    this.#following = [...parts.following];
    this.#endings = parts.following.flatMap((one) => endingsOf(one, source)).sort(byLog);
  }

  get log(): number {
    return this.#parts.log;
  }

  get leftOutHere(): number {
    return this.#parts.leftOutHere;
  }

  /**
   * Returns the covering of the empty text, or of the text after these tokens, whose probability is not counted.
   * @param expected tokens that will probably follow
   */
  static async begin(
    source: TokenSource,
    beam: Beam,
    tokens?: readonly number[],
    expected?: readonly number[],
  ): Promise<Covering> {
    const following = [{ held: await source.begin(tokens, expected), node: source.trie.root, log: 0 }];
    return new Covering(source, beam, { ...nothing, following });
  }

  /**
   * Returns the probabilities of the next byte, [256], summing to 1. Left-out tokens that end here divide theirs evenly over all bytes.
   * @param among ln of the probability that shares refer to; that of the text by default
   * @returns `followed`: shares of the followed tokenizations; `bound`: maximum error of each probability due to everything left out so far
   */
  async nextByte(among = -Infinity): Promise<NextByte> {
    await this.#open(Math.max(this.log, among));
    const followed = new Float64Array(256);
    for (const { held, node, log } of this.#following) {
      this.#source.trie.addByByte(node, held.weights, Math.exp(log - this.log), followed);
    }
    const total = followed.reduce((sum, mass) => sum + mass, 0);
    const ended = Math.exp(logsOf(this.#endings) - this.log);
    const out = ended + Math.exp(this.#parts.logLeftOut - this.log);
    const divided = out === 0 ? 0 : Math.max(ended, LEAST_SHARE);
    return {
      probabilities: followed.map((mass) => (mass + divided / 256) / (total + divided)),
      followed,
      bound: out === Infinity ? 1 : out / (total + out),
    };
  }

  /**
   * Returns the covering of the text with one more byte. This one stays unchanged until it is closed.
   * @param among ln of the probability that shares refer to; that of the longer text by default
   */
  async after(byte: number, among = -Infinity): Promise<Covering> {
    await this.#open(Math.max(this.log, among));
    let next = this.#childrenBy(byte);
    // The byte leaves less of the others, so a token that ends here may now exceed the threshold's share.
    while (await this.#open(next.length === 0 ? -Infinity : Math.max(totalOf(next), among))) {
      next = this.#childrenBy(byte);
    }
    const text = { byte, before: this.#parts.text, length: (this.#parts.text?.length ?? 0) + 1 };
    if (next.length === 0) return this.#afterSpare(text);
    const least = Math.max(totalOf(next), among) + Math.log(this.#beam.threshold * INSIDE);
    next.sort((a, b) => b.mass - a.mass);
    const isKept = ({ mass }: Weighed, rank: number): boolean =>
      rank === 0 || (rank < this.#beam.width && mass > least);
    const kept = next.filter(isKept);
    const dropped = next.filter((one, rank) => !isKept(one, rank));
    const out = addLogs(totalOf(dropped), logsOf(this.#endings));
    const log = totalOf(kept);
    const following = kept.map(({ one }) => ({ ...one, held: one.held.hold() }));
    return new Covering(this.#source, this.#beam, {
      following,
      text,
      log,
      spares: this.#sparesFor(following, dropped, text.length),
      logLeftOut: addLogs(this.#parts.logLeftOut, out),
      leftOutHere: out === -Infinity ? 0 : 1 / (1 + Math.exp(log - out)),
    });
  }

  /** Returns the spares for tokenizations left out here and with the last byte. Their states are held. */
  #sparesFor(following: readonly Following[], dropped: readonly Weighed[], length: number): Spare[] {
    const here = this.#endings[0];
    const [after] = dropped.flatMap(({ one }) => endingsOf(one, this.#source)).sort(byLog);
    // A place before all followed tokens is no longer useful: continuations from later places are more probable.
    const first = length - Math.max(...following.map(({ node }) => node.depth));
    const spares = [
      ...this.#parts.spares,
      ...(here === undefined ? [] : [{ ending: here, at: length - 1 }]),
      ...(after === undefined ? [] : [{ ending: after, at: length }]),
    ].filter(({ at }) => at > first);
    for (const { ending } of spares) ending.held.hold();
    return spares;
  }

  /** Returns the covering of the text with one more byte from the spares, the most probable first; of probability 0 if none leads there. */
  async #afterSpare(text: TextEnd): Promise<Covering> {
    const logLeftOut = addLogs(this.#parts.logLeftOut, logsOf(this.#endings));
    const spares = [...this.#parts.spares].sort((a, b) => byLog(a.ending, b.ending));
    for (const { ending, at } of spares) {
      const held = await this.#source.fork(ending.held, ending.token);
      const following = [{ held, node: this.#source.trie.root, log: ending.log }];
      const parts = { ...nothing, following, log: ending.log, logLeftOut };
      let covering = new Covering(this.#source, this.#beam, parts);
      for (const byte of endOf(text, text.length - at)) {
        const next = await covering.after(byte);
        covering.close();
        covering = next;
      }
      if (covering.log > -Infinity) return covering.#at(text);
      covering.close();
    }
    const parts = { ...nothing, text, log: -Infinity, logLeftOut, leftOutHere: 1 };
    return new Covering(this.#source, this.#beam, parts);
  }

  /** Returns this covering, which began in the middle of the text, as one of the whole text. */
  #at(text: TextEnd): Covering {
    const from = text.length - (this.#parts.text?.length ?? 0);
    const spares = this.#parts.spares.map(({ ending, at }) => ({ ending, at: from + at }));
    const parts = { ...this.#parts, following: this.#following, spares, text, leftOutHere: 1 };
    return new Covering(this.#source, this.#beam, parts);
  }

  /**
   * Picks a tokenization: tokens, whose state is held for the caller, and a part of the next token.
   * @param choose returns an index, given each tokenization's share of the text's probability
   */
  async pick(
    choose: (shares: Float64Array) => number,
  ): Promise<{ readonly held: HeldState; readonly node: TrieNode }> {
    const { root } = this.#source.trie;
    const logs = this.#following.map(
      ({ held, node, log }) => log + Math.log(sumOf(held.weights, node.inner, node.to)),
    );
    const all = [...logs, ...this.#endings.map(({ log }) => log)];
    const chosen = choose(Float64Array.from(all, (log) => Math.exp(log - this.log)));
    const following = this.#following[chosen];
    if (following !== undefined) return { held: following.held.hold(), node: following.node };
    const { held, token } = this.#endings[chosen - this.#following.length]!;
    return { held: await this.#source.fork(held, token), node: root };
  }

  close(): void {
    for (const { held } of this.#following) held.release();
    for (const { ending } of this.#parts.spares) ending.held.release();
  }

  /** Requests the states after tokens that end here and exceed the threshold's share of exp(`log`). Returns false if there are none. */
  async #open(log: number): Promise<boolean> {
    const least = log + Math.log(this.#beam.threshold);
    const room = log === -Infinity ? this.#beam.width : this.#beam.width - this.#opened;
    const count = this.#endings.filter((ending, rank) => rank < room && ending.log > least).length;
    if (count === 0) return false;
    const opened = this.#endings.slice(0, count);
    this.#endings = this.#endings.slice(count);
    this.#opened += count;
    const states = await Promise.all(opened.map(({ held, token }) => this.#source.fork(held, token)));
    const node = this.#source.trie.root;
    states.forEach((held, index) => {
      this.#following.push({ held, node, log: opened[index]!.log });
    });
    return true;
  }

  /** Returns the tokenizations that continue with this byte, and ln of the probability of the text with each. */
  #childrenBy(byte: number): Weighed[] {
    return this.#following.flatMap(({ held, node, log }) => {
      const child = this.#source.trie.child(node, byte);
      const mass = child === null ? 0 : sumOf(held.weights, child.from, child.to);
      return mass === 0 ? [] : [{ one: { held, node: child!, log }, mass: log + Math.log(mass) }];
    });
  }
}

const nothing: Parts = {
  following: [],
  spares: [],
  text: null,
  log: 0,
  logLeftOut: -Infinity,
  leftOutHere: 0,
};

const byLog = (a: Ending, b: Ending): number => b.log - a.log;

/** Fraction of the threshold that suffices inside tokens, where continuing costs no question to the model. */
const INSIDE = 1e-3;

/** Minimum share divided among all bytes if something was left out, for those to which nothing followed leads. */
const LEAST_SHARE = 1e-9;

interface Weighed {
  readonly one: Following;
  readonly mass: number;
}

function endOf(text: TextEnd, count: number): number[] {
  const bytes: number[] = [];
  for (let at: TextEnd | null = text; at !== null && bytes.length < count; at = at.before)
    bytes.push(at.byte);
  return bytes.reverse();
}

function logsOf(endings: readonly Ending[]): number {
  return sumLogs(endings.map(({ log }) => log));
}

function totalOf(weighed: readonly Weighed[]): number {
  return sumLogs(weighed.map(({ mass }) => mass));
}

function endingsOf({ held, node, log }: Following, { trie }: TokenSource): Ending[] {
  return Array.from({ length: node.inner - node.from }, (_, index) => {
    const place = node.from + index;
    return { held, token: trie.tokens[place]!, log: log + Math.log(held.weights[place]!) };
  }).filter((ending) => ending.log > -Infinity);
}

function sumOf(weights: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let place = from; place < to; place++) sum += weights[place]!;
  return sum;
}
