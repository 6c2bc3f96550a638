import { CharacterModel, type ModelConfigInput } from '@longrange/model';
import { mul, reshape, type Scalar, sum, type Tensor2D, tensor, variableGrads } from '@tensorflow/tfjs-core';
import { testedNetworks } from '../../../packages/model/src/testing/describe-network.ts';

const vocabulary = ['\n', 'a', 'b', '(', ')'];
const [T, B] = [12, 16];

/** Hashes of the bits of all numbers that the current backend computes: logits and gradients of every network. */
export async function fingerprint(): Promise<Record<string, number>> {
  const hashes: Record<string, number> = {};
  const ids = Int32Array.from({ length: T * B }, (_, i) => (i * i + (i >> 3)) % vocabulary.length);
  const weights = tensor(
    Float32Array.from({ length: T * B * vocabulary.length }, (_, i) => Math.fround(Math.sin(i))),
  );
  for (const [index, network] of testedNetworks.entries()) {
    // Sizes that are worth several threads.
    const config = { ...network, units: 64, embeddingSize: 32, vocabulary } as ModelConfigInput;
    const model = CharacterModel.initialize(config, { seed: 7 });
    const { value, grads } = variableGrads(() => {
      const { logits } = model.forward(tensor(ids, [T, B]) as Tensor2D, model.zeroState(B));
      return sum(mul(reshape(logits, [-1]), weights)) as Scalar;
    });
    const gradients = [...model.parameters].map(
      ([name, { name: variable }]) => [name, grads[variable]!] as const,
    );
    for (const [name, numbers] of [['loss', value] as const, ...gradients]) {
      const words = new Uint32Array((await numbers.data<'float32'>()).slice().buffer);
      const key = `${index} ${network.network} ${name}`;
      hashes[key] = words.reduce((hash, word) => Math.imul(hash ^ word, 0x01000193) >>> 0, 0x811c9dc5);
    }
    model.dispose();
  }
  return hashes;
}
