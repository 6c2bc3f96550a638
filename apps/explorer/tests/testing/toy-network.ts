import { registerSimdBackend } from '@longrange/backend-simd';
import { writeSafetensors } from '@longrange/formats/safetensors';
import { CharacterModel, type ModelConfigInput } from '@longrange/model';
import { setBackend } from '@tensorflow/tfjs-core';
import { type Reader, Session } from '../../src/worker/session.ts';

export const vocabulary = ['\n', ...Array.from({ length: 95 }, (_, code) => String.fromCharCode(32 + code))];

export async function startEngine(): Promise<void> {
  await registerSimdBackend({ threads: 1 });
  await setBackend('simd');
}

/** Makes an untrained network whose weights are large enough for brackets to matter. */
export async function toyNetwork(options: Partial<ModelConfigInput> = {}): Promise<CharacterModel> {
  const config = { vocabulary, layers: 2, units: 24, embeddingSize: 12, ...options } as ModelConfigInput;
  const initial = CharacterModel.initialize(config, { seed: 3 });
  const values = await initial.values();
  const larger = new Map(Array.from(values, ([name, one]) => [name, one.map((value) => 8 * value)]));
  return CharacterModel.fromValues(initial.config, larger);
}

/** Starts the engine, and makes two networks of different kinds and alphabets in different orders. */
export async function toyNetworks(): Promise<[lstm: CharacterModel, mingru: CharacterModel]> {
  await startEngine();
  const mingru = { network: 'mingru', mlpSize: 16, vocabulary: vocabulary.toReversed() } as const;
  return [await toyNetwork(), await toyNetwork(mingru)];
}

/** The file of a network, as `longrange export` writes it. */
export async function fileOf(model: CharacterModel, language?: string): Promise<Uint8Array> {
  return writeSafetensors({ config: model.config, values: await model.values() }, { language });
}

/** A session in which a network is open, and its reader. */
export async function openedSession(model: CharacterModel) {
  const session = new Session();
  const opened = await session.open([{ name: 'toy.safetensors', bytes: await fileOf(model) }]);
  return { session, opened, reader: {} as Reader };
}

export const code = `"""Some code."""
import os


def area(shape, scale=(1, 2)):
    sides = [side * scale[0] for side in shape.sides(os.path.join("a", 'b'))]
    table = {
        'first': (sides[0], [1, 2, 3]),
        'second': {"nested": (1, (2, [3]))},
    }
    if len(sides) > 2:
        return table['first'][max(0, min(len(sides) - 1, 5))]
    return None


print(area([1, 2, 3]), {"a": 1})
`;

/** Code with comments, a regular expression and templates, in which a lexer of Python would find different brackets. */
export const typescriptCode = `import { join } from 'node:path';

/* It's the area. (Not of all shapes. */
export function area<T extends { sides: number[] }>(shape: T, scale = [1, 2]): number {
  const pattern = /["'(\\]]+/g; // "
  const name = \`\${join(String(scale[0]), "b'c")} of "\${shape.sides.map((side) => side * scale[1])}\`;
  const table = { first: [max(shape.sides[0], 1)], second: { nested: [1, [2, (3)]] } };
  if (name.replace(pattern, '').length > 2) {
    return table.first[max(0, min(len(shape.sides) - 1, 5))] ?? parse(find(name, String(scale[0])));
  }
  return shape.sides.reduce((sum, side) => sum + max(side, 0), 0);
}
`;
