/** Elements in a cache line, the unit in which threads split arrays that they write. */
// @ts-ignore: decorator
@inline
export const LINE: i32 = 16;

/** Share of one thread in `count` items, in whole units: [first, last) packed into one number, low half first. */
export function share(count: i32, unit: i32, thread: i32, threads: i32): u64 {
  const units = (count + unit - 1) / unit;
  const first = unitsBefore(units, thread, threads) * unit;
  const last = min(unitsBefore(units, thread + 1, threads) * unit, count);
  return <u64>first | ((<u64>last) << 32);
}

/** units × thread / threads, without the product, which may exceed 32 bits. */
// @ts-ignore: decorator
@inline
function unitsBefore(units: i32, thread: i32, threads: i32): i32 {
  return units / threads * thread + units % threads * thread / threads;
}
