// Options, ends and figures.
#include "floors.h"

#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stop_requested;

void die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("no figure: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    // Threads of the Kafka client may still run; nothing of theirs is worth waiting for.
    _exit(1);
}

static void note_signal(int number) {
    (void)number;
    stop_requested = 1;
}

bool stopping(void) { return stop_requested != 0; }

void stop_on_signals(void) {
    struct sigaction action = {.sa_handler = note_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
}

void *must_alloc(size_t bytes) {
    void *memory = calloc(1, bytes);
    if (memory == NULL) die("no memory");
    return memory;
}

static const struct option_spec *find_option(const struct option_spec *specs, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(specs[i].name, name) == 0) return &specs[i];
    return NULL;
}

static void print_help(const char *program, const struct option_spec *specs, size_t count) {
    printf("%s, options:\n", program);
    for (size_t i = 0; i < count; i++) printf("  --%-16s %s\n", specs[i].name, specs[i].help);
}

void read_options(int argc, char **argv, const struct option_spec *specs, size_t count) {
    for (int i = 1; i < argc; i += 2) {
        if (strcmp(argv[i], "--help") == 0) {
            print_help(argv[0], specs, count);
            exit(0);
        }
        const struct option_spec *spec =
            strncmp(argv[i], "--", 2) == 0 ? find_option(specs, count, argv[i] + 2) : NULL;
        if (spec == NULL || i + 1 >= argc) die("bad option %s; see --help", argv[i]);
        if (spec->text != NULL) {
            *spec->text = argv[i + 1];
            continue;
        }
        char *rest;
        *spec->number = strtol(argv[i + 1], &rest, 10);
        if (*rest != 0 || rest == argv[i + 1] || *spec->number < 0) die("--%s takes a number from 0", spec->name);
    }
    for (size_t i = 0; i < count; i++)
        if (specs[i].text != NULL && *specs[i].text == NULL) die("--%s is missing; see --help", specs[i].name);
}

void open_progress(struct progress *progress, const char *path) {
    progress->file = *path == 0 ? -1 : open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    if (*path != 0 && progress->file < 0) die("cannot write %s", path);
    write_progress(progress, 0, 0);
}

void write_progress(struct progress *progress, int64_t read, int64_t settled) {
    progress->read = read;
    progress->settled = settled;
    if (progress->file < 0) return;
    char text[40];
    const int length =
        snprintf(text, sizeof text, "%016lld %016lld", (long long)read, (long long)settled);
    if (pwrite(progress->file, text, (size_t)length, 0) != length) die("cannot write the progress");
}

double now_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

void start_watch(struct stopwatch *watch) {
    watch->began = now_seconds();
    watch->cpu_began = cpu_seconds();
}

void stop_watch(struct stopwatch *watch) {
    watch->ended = now_seconds();
    watch->cpu_ended = cpu_seconds();
}

long peak_rss_kib(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

void print_report(const char *program, const char *bootstrap, int64_t records, int64_t outputs,
                  const struct stopwatch *watch, const char *more) {
    const double seconds = watch->ended - watch->began;
    const double count = records > 0 ? (double)records : 1;
    printf("{\"program\":\"%s\",\"broker\":\"%s\",\"recordsIn\":%lld,\"outputsAcknowledged\":%lld,\"seconds\":%.3f,"
           "\"recordsPerSecond\":%.0f,\"microsecondsPerRecord\":%.2f,\"peakKiB\":%ld%s}\n",
           program, bootstrap, (long long)records, (long long)outputs, seconds, seconds > 0 ? count / seconds : 0,
           (watch->cpu_ended - watch->cpu_began) * 1e6 / count, peak_rss_kib(), more);
}
