import { tensorFlowPrecisions } from './embedded.ts';
import { nativePeer, plainPeer } from './layers-peer.ts';
import { pythonPeer } from './python-peer.ts';
import type { Contestant } from './task.ts';

/** Everyone else that is here; who is absent is named. PyTorch, the peer of the targets, comes first. */
export async function findPeers(threads: number): Promise<Contestant[]> {
  const candidates = [
    ['PyTorch (python3 has no `torch`)', await pythonPeer('pytorch.py', threads)],
    ['PyTorch, compiled', await pythonPeer('pytorch.py', threads, 'compiled')],
    ['PyTorch in bfloat16', await pythonPeer('pytorch.py', threads, 'bfloat16')],
    ['Keras (python3 has no `keras`)', await pythonPeer('keras_lstm.py', threads)],
    ['Keras in bfloat16', await pythonPeer('keras_lstm.py', threads, 'cpu', 'mixed_bfloat16')],
    ['tfjs-node layers (TensorFlow is not here: longrange native)', await nativePeer(threads)],
    ['tfjs cpu', plainPeer],
  ] as const;
  return thoseHere(candidates);
}

/** PyTorch in both precisions. */
export async function findPyTorch(threads: number): Promise<Contestant[]> {
  return thoseHere([
    ['PyTorch (python3 has no `torch`)', await pythonPeer('pytorch.py', threads)],
    ['PyTorch in bfloat16', await pythonPeer('pytorch.py', threads, 'bfloat16')],
  ]);
}

/** Keras on the same device in each precision, and TensorFlow.js' layers. */
export async function findTensorFlowPeers(threads: number, device: 'cpu' | 'gpu'): Promise<Contestant[]> {
  const candidates: [string, Contestant | null][] = [];
  for (const precision of tensorFlowPrecisions(device)) {
    const peer = await pythonPeer('keras_lstm.py', threads, device, precision);
    candidates.push([`Keras on the ${device.toUpperCase()} in ${precision}`, peer]);
  }
  return thoseHere([...candidates, ['tfjs-node layers', await nativePeer(threads, device)]]);
}

function thoseHere(candidates: readonly (readonly [string, Contestant | null])[]): Contestant[] {
  for (const [name, peer] of candidates)
    console.log(peer === null ? `absent: ${name}` : `peer: ${peer.name}`);
  return candidates.flatMap(([, peer]) => (peer === null ? [] : [peer]));
}
