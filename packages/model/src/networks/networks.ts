import { checkArgument, LongrangeError } from '@longrange/errors';
import { gatedDeltanet } from './gated-deltanet/gated-deltanet.ts';
import { gru } from './gru/gru.ts';
import { lstm } from './lstm/lstm.ts';
import { m2rnn } from './m2rnn/m2rnn.ts';
import { mingru } from './mingru/mingru.ts';
import type { Network, NetworkInspection, NetworkOptions } from './network.ts';
import { rnn } from './rnn/rnn.ts';
import { transformer } from './transformer/transformer.ts';

/** Built-in networks. A new one is a folder beside these and a name at the end of this list. */
const builtIn = [lstm, gru, rnn, mingru, gatedDeltanet, m2rnn, transformer] as const;

/** Options of the built-in networks by name. */
export type BuiltInOptions = {
  [N in (typeof builtIn)[number] as N['name']]: N extends Network<infer Options> ? Options : never;
};

const known = new Map<string, Network>(
  builtIn.map((network) => [network.name, network as unknown as Network]),
);

/** All networks, built in and registered. */
export function networks(): readonly Network[] {
  return [...known.values()];
}

/** Names of all networks. */
export function networkNames(): readonly string[] {
  return [...known.keys()];
}

/** Adds a network, whose name is then a value of `network` in a configuration. */
export function registerNetwork<Options extends NetworkOptions>(network: Network<Options>): void {
  const isNetwork = typeof network?.forward === 'function' && typeof network.name === 'string';
  checkArgument(isNetwork, 'network', 'a Network', network);
  const own = network as unknown as Network;
  if ((known.get(network.name) ?? own) !== own) {
    throw new LongrangeError({
      code: 'NETWORK_REGISTERED',
      message: `Expected a name that no network has, got \`${network.name}\`.`,
      hint: 'give it another name.',
      exitCode: 2,
    });
  }
  known.set(network.name, own);
}

/** Network of that name, or undefined. */
export function networkNamed(name: unknown): Network | undefined {
  return typeof name === 'string' ? known.get(name) : undefined;
}

/** Network that a configuration names. */
export function networkOf(config: { readonly network: string }): Network {
  return known.get(config.network)!;
}

/**
 * Inspection of a model's network.
 *
 * @throws LongrangeError NETWORK_NOT_INSPECTABLE for a network that has none
 */
export function inspectionOf(config: { readonly network: string }): NetworkInspection<NetworkOptions> {
  const { inspect, title } = networkOf(config);
  if (inspect !== undefined) return inspect;
  throw new LongrangeError({
    code: 'NETWORK_NOT_INSPECTABLE',
    message: `Expected a network whose units can be inspected, got ${title}, which does not show its internals.`,
    hint: 'bits, gradients and probes of its predictions work with every network.',
    exitCode: 2,
  });
}
