/* Loaded into the program with LD_PRELOAD: counts what it writes to the files of its database, and
   ends it at one write. The plan is a file that the test shares. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static struct {
    uint64_t done;  /* writes so far */
    uint64_t stop;  /* the number of the last one, from 1; 0 for none */
    uint64_t after; /* whether that one is still done */
} *plan;

__attribute__((constructor)) static void begin(void) {
    int file = open(getenv("WRITES_PLAN"), O_RDWR | O_CLOEXEC);
    void *place = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (place == MAP_FAILED)
        abort();
    plan = place;
    close(file);
}

/* The database and its log; not the index of the log, which is no more than a memory of it. */
static int is_database(int file) {
    char link[64], name[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (length < 0)
        return 0;
    name[length] = 0;
    const char *ending = strrchr(name, '.');
    return ending && (!strcmp(ending, ".sqlite") || !strcmp(ending, ".sqlite-wal"));
}

/* Dies as in a power cut; the test hears of it first. */
static void die(void) {
    struct sockaddr_un test = {.sun_family = AF_UNIX};
    snprintf(test.sun_path, sizeof test.sun_path, "%s", getenv("WRITES_TOLD"));
    int line = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    connect(line, (struct sockaddr *)&test, sizeof test);
    kill(getpid(), SIGKILL);
    pause();
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t place) {
    int stops = is_database(file)
        && __atomic_add_fetch(&plan->done, 1, __ATOMIC_SEQ_CST) == plan->stop;
    if (stops && !plan->after)
        die();
    ssize_t written = syscall(SYS_pwrite64, file, bytes, length, place);
    if (stops)
        die();
    return written;
}
