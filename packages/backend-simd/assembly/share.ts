/** The share of `thread` of `count` things, in units: [first, last) packed into one number, low half first. */
export function share(count: i32, unit: i32, thread: i32, threads: i32): u64 {
  const units = (count + unit - 1) / unit;
  const first = (units * thread) / threads * unit;
  const last = min((units * (thread + 1)) / threads * unit, count);
  return <u64>first | ((<u64>last) << 32);
}
