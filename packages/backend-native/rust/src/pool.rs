//! The threads of an engine: one pool, started once. An idle thread spins for a moment, since the next job of a training step is near, and
//! then sleeps.

use crate::jobs::watch_for_failure;
use std::any::Any;
use std::cell::UnsafeCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::*};
use std::thread::{self, JoinHandle, Thread};
use std::time::{Duration, Instant};

/// How long an idle thread spins before it sleeps: the next job of a training step is mostly nearer.
const SPIN: Duration = Duration::from_millis(1);
/// Turns between two looks at the clock. A pause takes 10 to 140 cycles, depending on the processor.
const TURNS: u32 = 100;

type Work<'a> = dyn Fn(usize, usize) + Sync + 'a;

struct Shared {
    /// Goes up with each job; idle threads wait for that.
    generation: AtomicU32,
    /// Threads that are still at work.
    pending: AtomicUsize,
    /// What to do, and how many threads do it; set before `generation` goes up, read after.
    work: UnsafeCell<Option<(*const Work<'static>, usize)>>,
    /// Which threads sleep.
    sleeping: Vec<AtomicBool>,
    /// The calling thread, where it sleeps until none is pending.
    caller: UnsafeCell<Option<Thread>>,
    caller_sleeps: AtomicBool,
    /// What the first thread that failed said.
    failure: UnsafeCell<Option<String>>,
    has_failed: AtomicBool,
    stop: AtomicBool,
}

// The cells are written by one thread while no other reads them, as their comments say.
unsafe impl Sync for Shared {}
unsafe impl Send for Shared {}

pub struct Pool {
    shared: Arc<Shared>,
    handles: Vec<JoinHandle<()>>,
}

impl Pool {
    /// `threads − 1` threads beside the one that calls. An error where the system does not give them; then none is left.
    pub fn new(threads: usize) -> Result<Self, String> {
        let shared = Arc::new(Shared {
            generation: AtomicU32::new(0),
            pending: AtomicUsize::new(0),
            work: UnsafeCell::new(None),
            sleeping: (0..threads).map(|_| AtomicBool::new(false)).collect(),
            caller: UnsafeCell::new(None),
            caller_sleeps: AtomicBool::new(false),
            failure: UnsafeCell::new(None),
            has_failed: AtomicBool::new(false),
            stop: AtomicBool::new(false),
        });
        let mut pool = Pool { shared, handles: Vec::new() };
        for thread in 1..threads {
            let shared = pool.shared.clone();
            let started = thread::Builder::new()
                .name(format!("longrange-{thread}"))
                .spawn(move || work_until_stopped(&shared, thread));
            match started {
                Ok(handle) => pool.handles.push(handle),
                Err(error) => return Err(format!("thread {thread} of {threads} did not start: {error}")),
            }
        }
        Ok(pool)
    }

    pub fn threads(&self) -> usize {
        self.handles.len() + 1
    }

    /// Does a job on the first `threads` threads, this one among them, and returns when all are done. An error with what the first said that
    /// failed.
    pub fn run(&self, threads: usize, work: &Work<'_>) -> Result<(), String> {
        if threads == 1 {
            return catch_unwind(AssertUnwindSafe(|| work(0, 1))).map_err(describe);
        }
        let shared = &*self.shared;
        unsafe {
            // The work outlives the job: this function returns when no thread is at it.
            *shared.work.get() = Some((std::mem::transmute::<&Work<'_>, *const Work<'static>>(work), threads));
            *shared.caller.get() = Some(thread::current());
        }
        watch_for_failure(&shared.has_failed);
        shared.pending.store(threads - 1, Relaxed);
        shared.generation.fetch_add(1, SeqCst);
        for (sleeping, handle) in shared.sleeping[1..threads].iter().zip(&self.handles) {
            if sleeping.swap(false, SeqCst) {
                handle.thread().unpark();
            }
        }
        let own = catch_unwind(AssertUnwindSafe(|| work(0, threads)));
        if let Err(cause) = own {
            shared.note(describe(cause));
        }
        self.wait();
        if !shared.has_failed.swap(false, AcqRel) {
            return Ok(());
        }
        let failure = unsafe { (*shared.failure.get()).take() };
        Err(failure.unwrap_or_else(|| "no reason given".into()))
    }

    fn wait(&self) {
        let shared = &*self.shared;
        spin_until(|| shared.pending.load(Acquire) == 0);
        while shared.pending.load(Acquire) > 0 {
            shared.caller_sleeps.store(true, SeqCst);
            if shared.pending.load(SeqCst) > 0 {
                thread::park();
            }
            shared.caller_sleeps.store(false, SeqCst);
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.stop.store(true, SeqCst);
        self.shared.generation.fetch_add(1, SeqCst);
        for handle in &self.handles {
            handle.thread().unpark();
        }
        for handle in self.handles.drain(..) {
            // A thread catches what its work throws, so that it ends well.
            let _ = handle.join();
        }
    }
}

impl Shared {
    /// The first failure of a job is the one that is told.
    fn note(&self, failure: String) {
        if !self.has_failed.swap(true, AcqRel) {
            unsafe { *self.failure.get() = Some(failure) }
        }
    }
}

/// Spins until it is so, or long enough.
fn spin_until(is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while started.elapsed() < SPIN {
        for _ in 0..TURNS {
            if is_so() {
                return;
            }
            std::hint::spin_loop();
        }
    }
}

fn work_until_stopped(shared: &Shared, thread: usize) {
    let mut seen = 0;
    loop {
        spin_until(|| shared.generation.load(Acquire) != seen);
        while shared.generation.load(Acquire) == seen {
            shared.sleeping[thread].store(true, SeqCst);
            if shared.generation.load(SeqCst) == seen {
                thread::park();
            }
            shared.sleeping[thread].store(false, SeqCst);
        }
        seen = shared.generation.load(Acquire);
        if shared.stop.load(Acquire) {
            return;
        }
        let Some((work, threads)) = (unsafe { *shared.work.get() }) else { continue };
        if thread >= threads {
            continue;
        }
        watch_for_failure(&shared.has_failed);
        if let Err(cause) = catch_unwind(AssertUnwindSafe(|| unsafe { (*work)(thread, threads) })) {
            shared.note(describe(cause));
        }
        let caller = unsafe { (*shared.caller.get()).clone() };
        if shared.pending.fetch_sub(1, SeqCst) == 1 && shared.caller_sleeps.load(SeqCst) {
            caller.expect("a caller").unpark();
        }
    }
}

fn describe(cause: Box<dyn Any + Send>) -> String {
    match (cause.downcast_ref::<&str>(), cause.downcast_ref::<String>()) {
        (Some(text), _) => (*text).into(),
        (_, Some(text)) => text.clone(),
        _ => "a panic without a message".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thread_does_its_share_again_and_again() {
        let pool = Pool::new(3).unwrap();
        let counts: Vec<AtomicUsize> = (0..3).map(|_| AtomicUsize::new(0)).collect();
        for round in 0..300 {
            let threads = round % 3 + 1;
            let work = |thread: usize, of: usize| {
                assert_eq!(of, threads);
                counts[thread].fetch_add(1, Relaxed);
            };
            pool.run(threads, &work).unwrap();
            if round % 100 == 0 {
                thread::sleep(std::time::Duration::from_millis(20));
            }
        }
        let counted: Vec<usize> = counts.iter().map(|count| count.load(Relaxed)).collect();
        assert_eq!(counted, [300, 200, 100]);
    }

    #[test]
    fn a_thread_that_fails_is_an_error_and_the_next_job_runs() {
        let pool = Pool::new(2).unwrap();
        for failing in 0..2 {
            let work = |thread: usize, _: usize| {
                if thread == failing {
                    panic!("thread {thread} fails");
                }
            };
            assert_eq!(pool.run(2, &work), Err(format!("thread {failing} fails")));
            assert_eq!(pool.run(2, &|_: usize, _: usize| {}), Ok(()));
        }
    }
}
