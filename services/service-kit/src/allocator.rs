//! The memory allocator of every binary. A placement makes some thousand small allocations in three processes, and the C
//! library's took a seventh of a full core for them.

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;
