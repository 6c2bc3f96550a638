use std::cell::Cell;
use std::ptr::null;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Threads arrive here within about 10 µs; one that is much later has lost its core and may need the one this thread spins on.
const SPINS: u32 = 10_000;

thread_local! {
    /// Flag that is set when a thread of the current job fails, so that this thread does not wait for it.
    static FAILED: Cell<*const AtomicBool> = const { Cell::new(null()) };
}

/// Gives this thread the flag that tells that a thread of the job has failed; it must outlive the job.
pub fn watch_for_failure(failed: &AtomicBool) {
    FAILED.set(failed);
}

/// Waits until all threads of a job have arrived. Panics instead of waiting for a thread that failed.
///
/// # Safety
/// `at` is the address of two words, zeroed before the job: the number of threads that have arrived, and of completed rounds.
pub unsafe fn barrier(at: *mut u32, threads: usize) {
    if threads == 1 {
        return;
    }
    let (come, generation) = unsafe { (AtomicU32::from_ptr(at), AtomicU32::from_ptr(at.add(1))) };
    let now = generation.load(Ordering::Acquire);
    if come.fetch_add(1, Ordering::AcqRel) == threads as u32 - 1 {
        come.store(0, Ordering::Relaxed);
        generation.store(now.wrapping_add(1), Ordering::Release);
        return;
    }
    let mut spins = 0;
    while generation.load(Ordering::Acquire) == now {
        let failed = FAILED.get();
        if !failed.is_null() && unsafe { (*failed).load(Ordering::Relaxed) } {
            panic!("another thread of the job failed");
        }
        spins += 1;
        if spins < SPINS {
            std::hint::spin_loop();
        } else {
            std::thread::yield_now();
        }
    }
}
