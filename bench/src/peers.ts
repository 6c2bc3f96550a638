import { layersPeer, nativePeer } from './layers-peer.ts';
import { pythonPeer } from './python-peer.ts';
import type { Contestant } from './task.ts';

/** Everyone else that is here; who is absent is named. PyTorch, the peer of the targets, comes first. */
export async function findPeers(threads: number): Promise<Contestant[]> {
  const candidates = [
    ['PyTorch (python3 has no `torch`)', await pythonPeer('pytorch.py', threads)],
    ['PyTorch, compiled', await pythonPeer('pytorch.py', threads, 'compiled')],
    ['PyTorch in bfloat16', await pythonPeer('pytorch.py', threads, 'bfloat16')],
    ['Keras (python3 has no `keras`)', await pythonPeer('keras_lstm.py', threads)],
    ['tfjs-node (TensorFlow is not here: longrange native)', await nativePeer(threads)],
    ['tfjs cpu', layersPeer('tfjs cpu', 'cpu')],
  ] as const;
  for (const [name, peer] of candidates)
    console.log(peer === null ? `absent: ${name}` : `peer: ${peer.name}`);
  return candidates.flatMap(([, peer]) => (peer === null ? [] : [peer]));
}
