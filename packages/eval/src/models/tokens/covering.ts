import { addLogs, sumLogs } from './add-logs.ts';
import type { TrieNode } from './byte-trie.ts';
import type { HeldState, TokenSource } from './token-source.ts';

/** How many tokenisations are followed. */
export interface Beam {
  /** Most at once. */
  readonly width: number;
  /** Those with a smaller share of the text's probability are left out. */
  readonly threshold: number;
  /** Where there is `tokenize`: characters before a place that is asked about which are read in all ways, at least. */
  readonly lead: number;
}

/** Tokens, and a part of the next one: the token at `node` of the trie, or one below it. */
interface Following {
  readonly held: HeldState;
  readonly node: TrieNode;
  /** ln of the probability of the whole tokens. */
  readonly log: number;
}

/** Tokens that end where the text does; the state after the last was not asked for. */
interface Ending {
  readonly held: HeldState;
  readonly token: number;
  /** ln of the probability of all of them. */
  readonly log: number;
}

/** The text so far, its last byte first. */
interface TextEnd {
  readonly byte: number;
  readonly before: TextEnd | null;
  readonly length: number;
}

/** Of the tokens that ended at a place and were left out the most probable, for a text that goes on as nothing that is followed can. */
interface Spare {
  readonly ending: Ending;
  /** Bytes of the text before that place. */
  readonly at: number;
}

/** What makes a covering. */
interface Parts {
  readonly following: readonly Following[];
  /** For each place inside the tokens that are followed. */
  readonly spares: readonly Spare[];
  readonly text: TextEnd | null;
  readonly log: number;
  readonly logLeftOut: number;
  readonly leftOutHere: number;
}

/** The byte after a text. */
interface NextByte {
  readonly probabilities: Float64Array;
  readonly followed: Float64Array;
  readonly bound: number;
}

/**
 * The tokenisations of a text so far that are followed: what Vieira et al. (2024, arXiv 2412.03719) call a covering. Each is some tokens, and a part of one that
 * the text may go on to complete. The sum of their probabilities is that of the text as a beginning of documents; with nothing left out it is exact.
 *
 * A token may end wherever the text does, and only the model knows what comes then. So the model is asked for the state after it if the share of the text's
 * probability with that token is above the threshold; or if it turns out so with the next byte, which the others may have made less probable.
 */
export class Covering {
  /** ln of the text's probability, as far as it is followed: at most the exact one. */
  readonly log: number;
  /** ln of what was left out before, by the most that it could come to: exp(log) + exp(logLeftOut) is at least the exact probability. */
  readonly logLeftOut: number;
  /** Share of the text's probability that was left out with its last byte, at most. */
  readonly leftOutHere: number;
  readonly #source: TokenSource;
  readonly #beam: Beam;
  readonly #following: Following[];
  readonly #spares: readonly Spare[];
  readonly #text: TextEnd | null;
  /** The most probable first. */
  #endings: Ending[];
  #opened = 0;

  private constructor(source: TokenSource, beam: Beam, parts: Parts) {
    this.#source = source;
    this.#beam = beam;
    this.#following = [...parts.following];
    this.#spares = parts.spares;
    this.#text = parts.text;
    this.log = parts.log;
    this.logLeftOut = parts.logLeftOut;
    this.leftOutHere = parts.leftOutHere;
    this.#endings = parts.following.flatMap((one) => endingsOf(one, source)).sort(byLog);
  }

  /** Of the empty text, or after these tokens, whose probability is not counted. */
  static async begin(source: TokenSource, beam: Beam, tokens?: readonly number[]): Promise<Covering> {
    const following = [{ held: await source.begin(tokens), node: source.trie.root, log: 0 }];
    return new Covering(source, beam, { ...nothing, following });
  }

  /**
   * Probabilities of the byte that comes next; [256], they sum to 1. What ends here and is left out may go on with any byte: its share is divided evenly.
   * @param among ln of the probability whose shares count, that of the text if not given
   * @returns `followed`: the shares of those tokenisations that are followed; `bound`: how far each probability may be from the exact one, by all that was left out up to here
   */
  async nextByte(among = -Infinity): Promise<NextByte> {
    await this.#open(Math.max(this.log, among));
    const followed = new Float64Array(256);
    for (const { held, node, log } of this.#following) {
      this.#source.trie.addByByte(node, held.weights, Math.exp(log - this.log), followed);
    }
    const total = followed.reduce((sum, mass) => sum + mass, 0);
    const ended = Math.exp(logsOf(this.#endings) - this.log);
    const out = ended + Math.exp(this.logLeftOut - this.log);
    const divided = out === 0 ? 0 : Math.max(ended, LEAST_SHARE);
    return {
      probabilities: followed.map((mass) => (mass + divided / 256) / (total + divided)),
      followed,
      bound: out === Infinity ? 1 : out / (total + out),
    };
  }

  /**
   * Of the text with one byte more. This one stays as it is, until it is closed.
   * @param among ln of the probability whose shares count, that of the longer text if not given
   */
  async after(byte: number, among = -Infinity): Promise<Covering> {
    await this.#open(Math.max(this.log, among));
    let next = this.#childrenBy(byte);
    // The most probable of those not asked for may be more than what the byte has left of the others.
    while (await this.#open(next.length === 0 ? -Infinity : Math.max(totalOf(next), among))) {
      next = this.#childrenBy(byte);
    }
    const text = { byte, before: this.#text, length: (this.#text?.length ?? 0) + 1 };
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
      ...{ following, text, log, spares: this.#sparesFor(following, dropped, text.length) },
      logLeftOut: addLogs(this.logLeftOut, out),
      leftOutHere: out === -Infinity ? 0 : 1 / (1 + Math.exp(log - out)),
    });
  }

  /** What was left out here and with the last byte, in place of what is followed no more. Its states are held. */
  #sparesFor(following: readonly Following[], dropped: readonly Weighed[], length: number): Spare[] {
    const here = this.#endings[0];
    const [after] = dropped.flatMap(({ one }) => endingsOf(one, this.#source)).sort(byLog);
    // A place before all tokens that are followed is of no more use: what goes on from a later one is more probable.
    const first = length - Math.max(...following.map(({ node }) => node.depth));
    const spares = [
      ...this.#spares,
      ...(here === undefined ? [] : [{ ending: here, at: length - 1 }]),
      ...(after === undefined ? [] : [{ ending: after, at: length }]),
    ].filter(({ at }) => at > first);
    for (const { ending } of spares) ending.held.hold();
    return spares;
  }

  /** The text with one byte more by what had been left out, the most probable first; of probability 0 if nothing leads there. */
  async #afterSpare(text: TextEnd): Promise<Covering> {
    const logLeftOut = addLogs(this.logLeftOut, logsOf(this.#endings));
    const spares = [...this.#spares].sort((a, b) => byLog(a.ending, b.ending));
    for (const { ending, at } of spares) {
      const held = await this.#source.fork(ending.held, ending.token);
      const following = [{ held, node: this.#source.trie.root, log: ending.log }];
      let covering = new Covering(this.#source, this.#beam, {
        ...nothing,
        following,
        log: ending.log,
        logLeftOut,
      });
      for (const byte of endOf(text, text.length - at)) {
        const next = await covering.after(byte);
        covering.close();
        covering = next;
      }
      if (covering.log > -Infinity) return covering.#at(text);
      covering.close();
    }
    return new Covering(this.#source, this.#beam, {
      ...{ ...nothing, following: [], text, log: -Infinity, logLeftOut, leftOutHere: 1 },
    });
  }

  /** This one, which began in the middle of the text, as one of the whole text. */
  #at(text: TextEnd): Covering {
    const from = text.length - (this.#text?.length ?? 0);
    const spares = this.#spares.map(({ ending, at }) => ({ ending, at: from + at }));
    const { log, logLeftOut } = this;
    return new Covering(this.#source, this.#beam, {
      ...{ following: this.#following, spares, text, log, logLeftOut, leftOutHere: 1 },
    });
  }

  /**
   * One of the tokenisations: tokens whose state is held for the caller, and the part of the next one.
   * @param choose by their shares of the text's probability
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
    for (const { ending } of this.#spares) ending.held.release();
  }

  /** Asks for the states after those tokens that end here with more than the threshold's share of exp(`log`); false if there are none. */
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

  /** Those that go on with this byte, and ln of the probability of the text with each. */
  #childrenBy(byte: number): Weighed[] {
    return this.#following.flatMap(({ held, node, log }) => {
      const child = this.#source.trie.child(node, byte);
      const mass = child === null ? 0 : sumOf(held.weights, child.from, child.to);
      return mass === 0 ? [] : [{ one: { held, node: child!, log }, mass: log + Math.log(mass) }];
    });
  }
}

const nothing = { spares: [], text: null, log: 0, logLeftOut: -Infinity, leftOutHere: 0 };

const byLog = (a: Ending, b: Ending): number => b.log - a.log;

/** A token that goes on costs no question, so inside of tokens this part of the threshold is enough. */
const INSIDE = 1e-3;

/** A share so small is said of what nothing leads to, where something was left out. */
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
