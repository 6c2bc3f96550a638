// The process that runs llama.cpp, started by llama-process.ts, which survives it. JavaScript, since Node also runs it from the sources.
import { Worker } from 'node:worker_threads';

/** @import { LlamaContext, LlamaLibrary, LlamaModel } from './protocol.ts' */
/** @import { Questions } from './protocol.ts' */
/** @typedef {() => void} Tell a sign of progress */

// Ends with its parent. An endless loop in the library would block this event, but not the other thread, which checks as well.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
const watch = `setInterval(() => {
  if (process.ppid !== ${Number(process.argv[2])}) process.kill(process.pid, 'SIGKILL');
}, 500);`;
new Worker(watch, { eval: true }).unref();

/** Number of tokens read at once, after which there is a sign of progress. */
const BATCH = 512;

/** @type {LlamaLibrary} */
let library;
/** @type {LlamaModel} */
let model;
/**
 * Readers by context and sequence.
 * @type {ReturnType<typeof readerOf>[][]}
 */
const readers = [];

/** @type {{ [Name in keyof Questions]: (question: Parameters<Questions[Name]>[0], tell: Tell) => unknown }} */
const answers = {
  async load({ library: name }) {
    try {
      library = await import(name);
      return null;
    } catch (fault) {
      return `${fault}`;
    }
  },

  async open({ file }, tell) {
    const llama = await library.getLlama({
      gpu: 'auto',
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: library.LlamaLogLevel.error,
    });
    tell();
    model = await llama.loadModel({ modelPath: file, onLoadProgress: tell });
    const { trainContextSize, typeDescription, size, tokens } = model;
    return { trainContextSize, typeDescription, size, first: tokens.bos ?? tokens.eos };
  },

  async context({ size, sequences, threads }) {
    const batchSize = Math.min(BATCH, size);
    // The library keeps the last place of a context free: rather than use it, it would drop the beginning of the text.
    const context = await model.createContext({ contextSize: size + 1, sequences, batchSize, threads });
    readers.push(Array.from({ length: sequences }, () => readerOf(context, batchSize)));
  },

  tokenize: ({ text }) => Int32Array.from(model.tokenize(text)),

  read: (question, tell) => readers[question.context]?.[question.sequence]?.(question, tell),
};

/**
 * Reads into one sequence.
 * @param {LlamaContext} context
 * @param {number} batchSize
 */
function readerOf(context, batchSize) {
  let sequence = context.getSequence();
  const beginAnew = async () => {
    await sequence.dispose();
    sequence = context.getSequence();
  };
  /** @param {number} keep */
  const cutBack = async (keep) => {
    const held = sequence.nextTokenIndex;
    // If the end of a cache cannot be removed, the library reads the beginning again.
    if (held > keep) await sequence.eraseContextTokenRanges([{ start: keep, end: held }]);
    if (sequence.nextTokenIndex > keep) await beginAnew();
  };
  /**
   * @param {Parameters<Questions['read']>[0]} question
   * @param {Tell} tell
   */
  return async ({ tokens, common, likeliest }, tell) => {
    try {
      await cutBack(common);
      const last = tokens.length - 1;
      // The library would make the same batches if given all tokens at once.
      for (let at = sequence.nextTokenIndex; at + batchSize <= last; at = sequence.nextTokenIndex) {
        await sequence.controlledEvaluate(tokens.slice(at, at + batchSize));
        tell();
      }
      // At temperature 0 no token is left out; at 1, probabilities are also those of the model.
      const options = { temperature: 1, topK: likeliest, topP: 1, minP: 0 };
      const generateNext = { probabilities: true, ...(likeliest !== null && { options }) };
      const found = await sequence.controlledEvaluate([
        ...tokens.slice(sequence.nextTokenIndex, last),
        ...tokens.slice(last).map((token) => /** @type {[number, object]} */ ([token, { generateNext }])),
      ]);
      const likely = found.at(-1)?.next.probabilities ?? new Map();
      return { tokens: Int32Array.from(likely.keys()), shares: Float32Array.from(likely.values()) };
    } catch (cause) {
      // Some of the tokens may already be in the cache.
      await beginAnew();
      throw cause;
    }
  };
}

process.on('message', async (/** @type {{ id: number, name: keyof Questions, question: never }} */ asked) => {
  const { id, name, question } = asked;
  /** @param {object} message */
  const send = (message) => process.send?.({ id, ...message });
  try {
    send({ answer: await answers[name](question, () => send({ progress: true })) });
  } catch (thrown) {
    send({ thrown: `${thrown}`.slice(0, 1000) });
  }
});
