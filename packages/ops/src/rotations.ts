/**
 * Angles of rotary positions (Su et al. 2021, arXiv 2104.09864): place i turns the pair (x[j], x[j + K / 2]) by i × 10000^(−2j / K).
 *
 * @returns cosines and sines, [places, K / 2]
 */
export function rotations(places: number, K: number): { cosines: Float32Array; sines: Float32Array } {
  const angle = (index: number) => {
    const pairs = K / 2;
    const place = Math.floor(index / pairs);
    return place * 10_000 ** (-(index % pairs) / pairs);
  };
  const size = places * (K / 2);
  return {
    cosines: Float32Array.from({ length: size }, (_, i) => Math.cos(angle(i))),
    sines: Float32Array.from({ length: size }, (_, i) => Math.sin(angle(i))),
  };
}
