//! The threads of an engine: one pool, started once. A job is cut into shares, and whichever thread is free takes the next one, so that
//! none waits for a thread that lost its core before it began. An idle thread spins for a moment, since the next job of a training step
//! comes soon, and then sleeps.

use crate::jobs::watch_for_failure;
use std::any::Any;
use std::cell::UnsafeCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::*};
use std::thread::{self, JoinHandle, Thread};
use std::time::{Duration, Instant};

/// Time that an idle thread spins before it sleeps; the next job of a training step usually comes sooner.
const SPIN: Duration = Duration::from_millis(1);
/// Spins between two reads of the clock. A pause takes 10 to 140 cycles, depending on the processor.
const TURNS: u32 = 100;

type Work<'a> = dyn Fn(usize, usize) + Sync + 'a;

struct Shared {
    /// Number of shares of the job, and how many are taken (`Ticket`).
    ticket: AtomicU64,
    /// Unfinished shares.
    pending: AtomicUsize,
    /// Number of threads that may take shares, including the caller.
    threads: AtomicUsize,
    /// The job's work: set before the ticket, and read only by threads that have taken a share, until which the job cannot end.
    work: UnsafeCell<Option<*const Work<'static>>>,
    /// True for each sleeping thread.
    sleeping: Vec<AtomicBool>,
    /// The calling thread, which sleeps until no share is pending.
    caller: UnsafeCell<Option<Thread>>,
    caller_sleeps: AtomicBool,
    /// Message of the first share that failed.
    failure: UnsafeCell<Option<String>>,
    has_failed: AtomicBool,
    stop: AtomicBool,
}

// The cells are written by one thread while no other reads them, as their comments say.
unsafe impl Sync for Shared {}
unsafe impl Send for Shared {}

/// Shares of a job and, in the low half, how many are taken.
#[derive(Clone, Copy)]
struct Ticket(u64);

impl Ticket {
    fn shares(self) -> usize {
        (self.0 >> 32) as usize
    }
    fn taken(self) -> usize {
        self.0 as u32 as usize
    }
}

pub struct Pool {
    shared: Arc<Shared>,
    handles: Vec<JoinHandle<()>>,
}

impl Pool {
    /// Starts `threads − 1` threads beside the calling one. Returns an error if the system refuses; then none is left running.
    pub fn new(threads: usize) -> Result<Self, String> {
        let shared = Arc::new(Shared {
            ticket: AtomicU64::new(0),
            pending: AtomicUsize::new(0),
            threads: AtomicUsize::new(0),
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

    /// Runs all shares of a job on the first `threads` threads, this one included, and returns when all are done. An error has the message
    /// of the first share that failed. Shares that wait for each other need a thread each.
    pub fn run(&self, shares: usize, threads: usize, work: &Work<'_>) -> Result<(), String> {
        if threads == 1 {
            return catch_unwind(AssertUnwindSafe(|| (0..shares).for_each(|share| work(share, shares))))
                .map_err(describe);
        }
        let shared = &*self.shared;
        unsafe {
            // The work outlives the job: this function returns only when no thread is running it.
            *shared.work.get() = Some(std::mem::transmute::<&Work<'_>, *const Work<'static>>(work));
            *shared.caller.get() = Some(thread::current());
        }
        shared.threads.store(threads, Relaxed);
        shared.pending.store(shares, Relaxed);
        shared.ticket.store((shares as u64) << 32, SeqCst);
        for (sleeping, handle) in shared.sleeping[1..threads].iter().zip(&self.handles) {
            if sleeping.swap(false, SeqCst) {
                handle.thread().unpark();
            }
        }
        while let Some((share, shares)) = shared.take(0) {
            shared.run(share, shares);
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
        for handle in &self.handles {
            handle.thread().unpark();
        }
        for handle in self.handles.drain(..) {
            // A thread catches the panics of its work, so it ends normally.
            let _ = handle.join();
        }
    }
}

impl Shared {
    /// True if the ticket lets this thread take a share.
    fn is_for(&self, ticket: u64, thread: usize) -> bool {
        Ticket(ticket).taken() < Ticket(ticket).shares() && thread < self.threads.load(Relaxed)
    }

    /// Takes the next free share; returns it and the job's number of shares.
    fn take(&self, thread: usize) -> Option<(usize, usize)> {
        let next = |ticket| self.is_for(ticket, thread).then_some(ticket + 1);
        let before = Ticket(self.ticket.fetch_update(SeqCst, SeqCst, next).ok()?);
        Some((before.taken(), before.shares()))
    }

    /// Runs a share that this thread has taken.
    fn run(&self, share: usize, shares: usize) {
        watch_for_failure(&self.has_failed);
        let work = unsafe { (*self.work.get()).expect("a job that has shares") };
        if let Err(cause) = catch_unwind(AssertUnwindSafe(|| unsafe { (*work)(share, shares) })) {
            self.note(describe(cause));
        }
        let caller = unsafe { (*self.caller.get()).clone() };
        if self.pending.fetch_sub(1, SeqCst) == 1 && self.caller_sleeps.load(SeqCst) {
            caller.expect("a caller").unpark();
        }
    }

    /// Records a failure; the first of a job is the one reported.
    fn note(&self, failure: String) {
        if !self.has_failed.swap(true, AcqRel) {
            unsafe { *self.failure.get() = Some(failure) }
        }
    }
}

/// Spins until `is_so`, or for `SPIN`.
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
    let is_called = || shared.is_for(shared.ticket.load(SeqCst), thread) || shared.stop.load(SeqCst);
    loop {
        spin_until(is_called);
        if !is_called() {
            shared.sleeping[thread].store(true, SeqCst);
            if !is_called() {
                thread::park();
            }
            shared.sleeping[thread].store(false, SeqCst);
        }
        if shared.stop.load(Acquire) {
            return;
        }
        if let Some((share, shares)) = shared.take(thread) {
            shared.run(share, shares);
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
