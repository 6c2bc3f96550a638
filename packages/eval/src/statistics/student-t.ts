/**
 * P(|T| ≥ |t|) of Student's t with `degrees` of freedom, which need not be an integer: the regularized incomplete beta function
 * Iₓ(degrees/2, 1/2) at x = degrees / (degrees + t²). Abramowitz & Stegun (1964), 26.7.1 and 26.5.27.
 */
export function studentTwoSided(t: number, degrees: number): number {
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** Value of t that is exceeded in either direction with a probability of 5 %: 12.706 for one degree of freedom, 1.960 for many. */
export function studentCritical(degrees: number): number {
  let low = 0;
  let high = 2;
  while (studentTwoSided(high, degrees) > 0.05) high *= 2;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, degrees) > 0.05) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Iₓ(a, b) by the continued fraction 26.5.8 of Abramowitz & Stegun, on the side where it converges fast. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return Math.min(1, Math.max(0, x));
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return Math.exp(front) / a / continuedFraction(x, a, b);
}

/** 1 + d₁/(1 + d₂/(1 + …)), evaluated from the inside; it takes O(√max(a, b)) terms. */
function continuedFraction(x: number, a: number, b: number): number {
  let value = 1;
  for (let term = Math.min(400, 40 + Math.ceil(6 * Math.sqrt(Math.max(a, b)))); term > 0; term--) {
    const m = Math.floor(term / 2);
    const numerator =
      term % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    value = 1 + numerator / value;
  }
  return value;
}

/** ln Γ for positive numbers: recurrence up to 10, then Stirling's series. Abramowitz & Stegun, 6.1.41. */
function logGamma(value: number): number {
  if (value < 10) return logGamma(value + 1) - Math.log(value);
  const squared = value * value;
  const series = 1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / squared) / squared) / squared;
  return (value - 0.5) * Math.log(value) - value + 0.5 * Math.log(2 * Math.PI) + series / value;
}
