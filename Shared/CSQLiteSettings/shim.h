// What Swift cannot call of SQLite itself: variadic functions.
#pragma once
#include <sqlite3.h>

// Without its count of allocated bytes, which is behind one lock for the whole process: partitions wait for it on every
// allocation. Only before the first connection; SQLITE_MISUSE, and nothing changed, after it.
static inline int titrate_sqlite_without_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
