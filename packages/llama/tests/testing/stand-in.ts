import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Statements at places of a library. */
export interface StandIn {
  readonly import?: string;
  readonly getLlama?: string;
  readonly loadModel?: string;
  readonly createContext?: string;
  readonly tokenize?: string;
  readonly evaluate?: string;
}

export const places = ['import', 'getLlama', 'loadModel', 'createContext', 'tokenize', 'evaluate'] as const;

/** Writes a stand-in for node-llama-cpp and returns its address: token 1 has 3/4 of the probability and token 2 the rest. */
export function writeStandIn(folder: string, name: string, does: StandIn): string {
  const file = join(folder, `${name}.mjs`);
  const text = `import { writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(`${file}.pid`)}, String(process.pid));
${does.import ?? ''}
const getSequence = () => {
  let tokens = [];
  return {
    get nextTokenIndex() {
      return tokens.length;
    },
    async eraseContextTokenRanges([{ start }]) {
      tokens = tokens.slice(0, start);
    },
    async controlledEvaluate(input) {
      ${does.evaluate ?? ''}
      tokens.push(...input);
      return [{ next: { probabilities: new Map([[1, 0.75], [2, 0.25]]) } }];
    },
    async dispose() {},
  };
};
const model = {
  trainContextSize: 4096,
  typeDescription: 'stand-in',
  size: 2 ** 20,
  tokens: { bos: 0, eos: 0 },
  tokenize(text) {
    ${does.tokenize ?? ''}
    return Array.from(text, () => 1);
  },
  async createContext() {
    ${does.createContext ?? ''}
    return { getSequence };
  },
};
export const LlamaLogLevel = { error: 'error' };
export const getLlama = async () => {
  ${does.getLlama ?? ''}
  return {
    async loadModel({ onLoadProgress }) {
      ${does.loadModel ?? ''}
      return model;
    },
  };
};
`;
  writeFileSync(file, text);
  return pathToFileURL(file).href;
}
