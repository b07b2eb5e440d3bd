// Loaded before everything else in a run under the thread sanitizer: shows it what it cannot see by itself.
//
// 1. librdkafka of Debian is built on C11 threads. The sanitizer knows POSIX threads only and crashes on the first
//    thread that it did not see being made (google/sanitizers issue 1195). On glibc, the two have the same types.
// 2. Swift's Mutex is compiled into its user where nobody else holds it, and seen there; where somebody does, it waits
//    in the library, which is not instrumented, and the sanitizer would take what the lock protects for a race.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>

// MARK: C11 threads

struct start {
    thrd_start_t function;
    void *argument;
};

static void *run(void *given) {
    struct start start = *(struct start *)given;
    free(given);
    return (void *)(intptr_t)start.function(start.argument);
}

static int result(int code) {
    return code == 0 ? thrd_success : code == ETIMEDOUT ? thrd_timedout : code == EBUSY ? thrd_busy : thrd_error;
}

int thrd_create(thrd_t *thread, thrd_start_t function, void *argument) {
    struct start *start = malloc(sizeof *start);
    if (!start) return thrd_nomem;
    *start = (struct start){function, argument};
    return result(pthread_create(thread, NULL, run, start));
}

int thrd_join(thrd_t thread, int *code) {
    void *value = NULL;
    int outcome = pthread_join(thread, &value);
    if (code) *code = (int)(intptr_t)value;
    return result(outcome);
}

int mtx_init(mtx_t *mutex, int type) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    if (type & mtx_recursive) pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    int outcome = pthread_mutex_init((pthread_mutex_t *)mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return result(outcome);
}

int mtx_lock(mtx_t *mutex) { return result(pthread_mutex_lock((pthread_mutex_t *)mutex)); }
int mtx_unlock(mtx_t *mutex) { return result(pthread_mutex_unlock((pthread_mutex_t *)mutex)); }
void mtx_destroy(mtx_t *mutex) { pthread_mutex_destroy((pthread_mutex_t *)mutex); }

int cnd_init(cnd_t *condition) { return result(pthread_cond_init((pthread_cond_t *)condition, NULL)); }
int cnd_signal(cnd_t *condition) { return result(pthread_cond_signal((pthread_cond_t *)condition)); }
int cnd_broadcast(cnd_t *condition) { return result(pthread_cond_broadcast((pthread_cond_t *)condition)); }
void cnd_destroy(cnd_t *condition) { pthread_cond_destroy((pthread_cond_t *)condition); }

int cnd_wait(cnd_t *condition, mtx_t *mutex) {
    return result(pthread_cond_wait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex));
}

int cnd_timedwait(cnd_t *condition, mtx_t *mutex, const struct timespec *until) {
    return result(pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, until));
}

// MARK: Swift's Mutex

extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

#define MUTEX_HANDLE "$s15Synchronization12_MutexHandleV"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

SWIFT void lock_slow(uint32_t thread, SELF) __asm__(MUTEX_HANDLE "9_lockSlowyys6UInt32VF");
SWIFT void lock_slow(uint32_t thread, SELF) {
    SWIFT void (*original)(uint32_t, SELF) = dlsym(RTLD_NEXT, MUTEX_HANDLE "9_lockSlowyys6UInt32VF");
    original(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT bool try_lock_slow(SELF) __asm__(MUTEX_HANDLE "12_tryLockSlowSbyF");
SWIFT bool try_lock_slow(SELF) {
    SWIFT bool (*original)(SELF) = dlsym(RTLD_NEXT, MUTEX_HANDLE "12_tryLockSlowSbyF");
    bool has = original(self);
    if (has && __tsan_acquire) __tsan_acquire(self);
    return has;
}

SWIFT void unlock_slow(SELF) __asm__(MUTEX_HANDLE "11_unlockSlowyyF");
SWIFT void unlock_slow(SELF) {
    SWIFT void (*original)(SELF) = dlsym(RTLD_NEXT, MUTEX_HANDLE "11_unlockSlowyyF");
    if (__tsan_release) __tsan_release(self);
    original(self);
}
