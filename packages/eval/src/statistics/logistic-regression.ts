const MEMORY = 10;
/** Norm of the gradient at which to stop: going on changes no area under a curve. */
const TOLERANCE = 1e-4;

/**
 * Logistic regression: the weights that minimize the mean loss, Σ log(1 + exp(−±z)) / n with z = w x + b, plus l2 |w|² / 2. Convex, so
 * it has one solution and needs no seed: L-BFGS from zero, Nocedal & Wright (2006), "Numerical Optimization", algorithms 7.4 and 3.1.
 *
 * @param features [labels.length × D] row-major
 * @param labels 0 or 1
 * @param options.l2 weight of half the sum of squared weights, without the bias, relative to the mean loss
 * @param options.iterations maximum number of steps
 * @returns [D + 1], the bias last
 */
export function fitLogistic(
  features: Float32Array,
  labels: ArrayLike<number>,
  { l2, iterations = 100 }: { readonly l2: number; readonly iterations?: number },
): Float64Array {
  const width = features.length / labels.length;
  const problem: Problem = { features, labels, width, l2 };
  let weights: Float64Array = new Float64Array(width + 1);
  let margins: Float64Array = new Float64Array(labels.length);
  let gradient = gradientOf(problem, weights, margins);
  const steps: Step[] = [];
  for (let iteration = 0; iteration < iterations && dot(gradient, gradient) > TOLERANCE ** 2; iteration++) {
    const direction = descend(gradient, steps);
    const slope = dot(direction, gradient);
    const shift = logisticMargins(features, direction);
    const before = lossOf(problem, weights, margins);
    let length = 1;
    let next = along(weights, direction, length);
    let moved = along(margins, shift, length);
    while (lossOf(problem, next, moved) > before + 1e-4 * length * slope && length > 1e-6) {
      length /= 2;
      next = along(weights, direction, length);
      moved = along(margins, shift, length);
    }
    const nextGradient = gradientOf(problem, next, moved);
    const step = { change: along(next, weights, -1), bend: along(nextGradient, gradient, -1) };
    if (dot(step.change, step.bend) > 0) steps.push(step);
    if (steps.length > MEMORY) steps.shift();
    [weights, margins, gradient] = [next, moved, nextGradient];
  }
  return weights;
}

type Step = Readonly<Record<'change' | 'bend', Float64Array>>;

interface Problem {
  readonly features: Float32Array;
  readonly labels: ArrayLike<number>;
  readonly width: number;
  readonly l2: number;
}

/** Margin w x + b of each row. */
export function logisticMargins(features: Float32Array, weights: Float64Array): Float64Array {
  const width = weights.length - 1;
  const margins = new Float64Array(features.length / width);
  for (let row = 0, at = 0; row < margins.length; row++) {
    let sum = weights[width]!;
    for (let feature = 0; feature < width; feature++) sum += features[at++]! * weights[feature]!;
    margins[row] = sum;
  }
  return margins;
}

function lossOf({ labels, width, l2 }: Problem, weights: Float64Array, margins: Float64Array): number {
  let loss = 0;
  for (let row = 0; row < margins.length; row++) {
    const signed = labels[row] === 1 ? margins[row]! : -margins[row]!;
    loss += signed > 0 ? Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)) - signed;
  }
  let squares = 0;
  for (let feature = 0; feature < width; feature++) squares += weights[feature]! ** 2;
  return loss / margins.length + (l2 / 2) * squares;
}

function gradientOf(
  { features, labels, width, l2 }: Problem,
  weights: Float64Array,
  margins: Float64Array,
): Float64Array {
  const gradient = new Float64Array(width + 1);
  for (let row = 0, at = 0; row < margins.length; row++) {
    const excess = (1 / (1 + Math.exp(-margins[row]!)) - labels[row]!) / margins.length;
    for (let feature = 0; feature < width; feature++) gradient[feature]! += excess * features[at++]!;
    gradient[width]! += excess;
  }
  for (let feature = 0; feature < width; feature++) gradient[feature]! += l2 * weights[feature]!;
  return gradient;
}

/** The two loops of L-BFGS: minus the gradient times the inverse Hessian, as estimated from the last steps. */
function descend(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  let direction: Float64Array = gradient.map((value) => -value);
  const shares = new Float64Array(steps.length);
  for (let i = steps.length - 1; i >= 0; i--) {
    const { change, bend } = steps[i]!;
    shares[i] = dot(change, direction) / dot(change, bend);
    direction = along(direction, bend, -shares[i]!);
  }
  const last = steps.at(-1);
  if (last !== undefined) {
    const scale = dot(last.change, last.bend) / dot(last.bend, last.bend);
    direction = direction.map((value) => scale * value);
  }
  for (const [i, { change, bend }] of steps.entries()) {
    direction = along(direction, change, shares[i]! - dot(bend, direction) / dot(change, bend));
  }
  return direction;
}

function along(from: Float64Array, direction: Float64Array, length: number): Float64Array {
  return from.map((value, index) => value + length * direction[index]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}
