/// Share of one thread in `count` items, in whole units.
pub fn share(count: usize, unit: usize, thread: usize, threads: usize) -> std::ops::Range<usize> {
    let units = count.div_ceil(unit);
    let before = |thread: usize| (units * thread / threads * unit).min(count);
    before(thread)..before(thread + 1)
}

/// Defines a loop over rows of `count` numbers, those it reads and those it writes, in a function whose parameters the compiler knows not
/// to overlap: only then is it vectorized.
macro_rules! apart {
    (
        $(#[$doc:meta])* fn $name:ident([$($from:ident),*] => [$($to:ident),*] $(, $value:ident: $type:ty)*)
        |$j:ident| $body:block
    ) => {
        $(#[$doc])*
        #[inline(always)]
        unsafe fn $name(count: usize, $($from: *const f32,)* $($to: *mut f32,)* $($value: $type,)*) {
            #[inline(always)]
            fn apart(count: usize, $($from: &[f32],)* $($to: &mut [f32],)* $($value: $type,)*) {
                $(let $from = &$from[..count];)*
                $(let $to = &mut $to[..count];)*
                for $j in 0..count $body
            }
            unsafe {
                apart(
                    count,
                    $(std::slice::from_raw_parts($from, count),)*
                    $(std::slice::from_raw_parts_mut($to, count),)*
                    $($value,)*
                )
            }
        }
    };
}
pub(crate) use apart;
