use crate::pool::Pool;
use std::sync::atomic::{AtomicUsize, Ordering::*};
use std::thread;
use std::time::Duration;

#[test]
fn every_share_is_done_once_on_as_many_threads_as_may() {
    let pool = Pool::new(3).unwrap();
    let counts: Vec<AtomicUsize> = (0..3).map(|_| AtomicUsize::new(0)).collect();
    for round in 0..900 {
        let (shares, threads) = (round % 3 + 1, round / 3 % 3 + 1);
        let caller = thread::current().id();
        let work = |share: usize, of: usize| {
            assert_eq!(of, shares);
            assert!(threads > 1 || thread::current().id() == caller);
            counts[share].fetch_add(1, Relaxed);
        };
        pool.run(shares, threads, &work).unwrap();
        if round % 300 == 0 {
            thread::sleep(Duration::from_millis(20));
        }
    }
    let counted: Vec<usize> = counts.iter().map(|count| count.load(Relaxed)).collect();
    assert_eq!(counted, [900, 600, 300]);
}

#[test]
fn no_share_waits_for_a_thread_that_is_held_up() {
    let pool = Pool::new(3).unwrap();
    for held in 0..3 {
        let others = AtomicUsize::new(0);
        let work = |share: usize, _: usize| {
            if share == held {
                // The two remaining threads, whichever they are, must run the others.
                while others.load(SeqCst) < 2 {
                    thread::yield_now();
                }
            } else {
                others.fetch_add(1, SeqCst);
            }
        };
        pool.run(3, 2, &work).unwrap();
    }
}

#[test]
fn shares_that_wait_for_each_other_run_at_once() {
    let pool = Pool::new(3).unwrap();
    for _ in 0..100 {
        let here = AtomicUsize::new(0);
        let meet = |_: usize, _: usize| {
            here.fetch_add(1, SeqCst);
            while here.load(SeqCst) < 3 {
                thread::yield_now();
            }
        };
        pool.run(3, 3, &meet).unwrap();
    }
}

#[test]
fn a_share_that_fails_is_an_error_and_the_next_job_runs() {
    let pool = Pool::new(2).unwrap();
    for (failing, threads) in [(0, 2), (1, 2), (0, 1), (1, 1)] {
        let work = |share: usize, _: usize| {
            if share == failing {
                panic!("share {share} fails");
            }
        };
        assert_eq!(pool.run(2, threads, &work), Err(format!("share {failing} fails")));
        assert_eq!(pool.run(2, threads, &|_: usize, _: usize| {}), Ok(()));
    }
}
