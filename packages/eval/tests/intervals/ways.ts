import type { Simulation } from './simulate.ts';

/**
 * Brackets in documents, lognormally many of each as in the test split. Some documents and pairs are harder for all models, some documents
 * for one way of training: by `ofWays`, in logarithms of the range.
 */
export function askedOf(simulation: Simulation, documents: number, ofWays = 0.2) {
  return Array.from({ length: documents }, (_, index) => {
    const hardness = 0.4 * simulation.normal();
    const ofWay = [ofWays * simulation.normal(), ofWays * simulation.normal()];
    return Array.from({ length: Math.min(200, simulation.size(13, 1.64)) }, () => ({
      document: `${index}`,
      distance: Math.max(1, Math.round(Math.exp(2.6 + 1.4 * simulation.normal()))),
      logarithms: ofWay.map((own) => own + hardness + 0.4 * simulation.normal()),
      habit: 2 * Math.abs(simulation.normal()),
    }));
  }).flat();
}

type Asked = ReturnType<typeof askedOf>;

/** Evidence that falls with the distance to half of 8 nats at `scale`; a habit must be outweighed to decide. */
export function answers(simulation: Simulation, asked: Asked, way: number, scale: number) {
  return asked.map(({ document, distance, logarithms, habit }) => {
    const half = scale * Math.exp(logarithms[way]!);
    const value = 8 / (1 + (distance / half) ** 1.5) + 0.7 * simulation.normal();
    return { document, distance, value, decides: Number(value > habit), shows: Number(value > 1) };
  });
}
