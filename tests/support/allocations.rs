//! Counts allocations, to show that a hot path makes none.
//!
//! The test that counts installs the allocator:
//! ```
//! use neuron_tests::allocations::{CountingAllocator, allocations};
//!
//! #[global_allocator]
//! static ALLOCATOR: CountingAllocator = CountingAllocator;
//!
//! let (list, count) = allocations(|| vec![1.0; 8]);
//! assert_eq!((list.len(), count), (8, 1));
//! ```
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

thread_local! {
    // One count a thread, so that tests running beside each other do not disturb one another. Constant and without a
    // destructor, so that reaching it allocates nothing.
    static COUNT: Cell<usize> = const { Cell::new(0) };
    /// Bytes that are in use, and the most there were.
    static BYTES: Cell<(isize, isize)> = const { Cell::new((0, 0)) };
}

/// The system's allocator, counting for each thread how often it was asked for memory, and for how much.
pub struct CountingAllocator;

fn count(bytes: usize) {
    // A thread that is ending has no count, and none is asked for.
    let _ = COUNT.try_with(|count| count.set(count.get() + 1));
    change(bytes as isize);
}

fn change(bytes: isize) {
    let _ = BYTES.try_with(|used| {
        let (now, most) = used.get();
        used.set((now + bytes, most.max(now + bytes)));
    });
}

// SAFETY: every request is passed to `System` unchanged, and counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's promises are those `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: as in `alloc`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count(new_size);
        change(-(layout.size() as isize));
        // SAFETY: as in `alloc`; the pointer came from `System`.
        unsafe { System.realloc(pointer, layout, new_size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        change(-(layout.size() as isize));
        // SAFETY: as in `realloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Runs `work`. Returns its result, and the number of allocations and reallocations that this thread made in it.
///
/// # Panics
/// If [`CountingAllocator`] is not the global allocator, since every count would be 0.
pub fn allocations<R>(work: impl FnOnce() -> R) -> (R, usize) {
    let before = COUNT.get();
    drop(black_box(Box::new(black_box(0u64))));
    assert!(COUNT.get() > before, "this test has not set CountingAllocator as its #[global_allocator]");
    let before = COUNT.get();
    let result = work();
    (result, COUNT.get() - before)
}

/// Runs `work`. Returns its result, and the largest number of bytes that this thread had in use in it beyond those before.
///
/// # Panics
/// As [`allocations`] does.
pub fn peak<R>(work: impl FnOnce() -> R) -> (R, usize) {
    allocations(|| ());
    let (before, _) = BYTES.get();
    BYTES.set((before, before));
    let result = work();
    let (_, most) = BYTES.get();
    (result, (most - before) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[global_allocator]
    static ALLOCATOR: CountingAllocator = CountingAllocator;

    #[test]
    fn nothing_is_counted_where_nothing_is_allocated() {
        let (sum, count) = allocations(|| (0..100).map(f64::from).map(f64::sqrt).sum::<f64>());
        assert!(sum > 0.0);
        assert_eq!(count, 0);
    }

    #[test]
    fn boxes_zeroed_lists_and_growth_are_counted() {
        assert_eq!(allocations(|| black_box(Box::new(1u64))).1, 1);
        assert_eq!(allocations(|| black_box(vec![0.0f64; 100])).1, 1);
        let mut list = Vec::with_capacity(1);
        list.push(1u64);
        assert_eq!(allocations(|| list.push(black_box(2))).1, 1);
    }

    #[test]
    fn the_most_that_was_in_use_counts() {
        let (list, most) = peak(|| {
            drop(black_box(vec![0u8; 5000]));
            drop(black_box(vec![0u8; 9000]));
            black_box(vec![0u8; 1000])
        });
        assert_eq!((list.len(), most), (1000, 9000));
    }

    #[test]
    fn other_threads_are_not_counted() {
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let (done, finished) = std::sync::mpsc::sync_channel(1);
        let other = std::thread::spawn(move || {
            wait.recv().unwrap();
            for size in 1..100 {
                black_box(vec![1u8; size]);
            }
            done.send(()).unwrap();
        });
        let ((), alone) = allocations(|| ());
        let mut go = Some(go);
        let ((), count) = allocations(|| {
            // Sending may allocate a block of the queue, waiting a parking token: a few, never a hundred.
            go.take().unwrap().send(()).unwrap();
            finished.recv().unwrap();
        });
        other.join().unwrap();
        assert_eq!(alone, 0);
        assert!(count < 50, "{count}");
    }
}
