/* mover PERIOD_US [PATH WATTS START RANGE]...
 *
 * Advances simulated energy counters at known power. A counter is START at first and, once the line "moving" is printed,
 * (START + WATTS x time) modulo RANGE, in microjoules, exact at the time of writing even if that is late. At the end of
 * standard input it writes a last time and prints, for each counter, the microjoules that it advanced and its wraps, and
 * the longest pause of the counters. */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define MOST 256
#define SECOND 1000000000LL

static struct { const char *path; int file; uint64_t watts, start, range, moved; } counter[MOST];

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

int main(int count, char **word)
{
    int counters = (count - 2) / 4;
    if (count < 6 || (count - 2) % 4 || counters > MOST)
        errx(64, "usage: mover PERIOD_US [PATH WATTS START RANGE]...");
    int64_t period = atoll(word[1]) * 1000;
    for (int i = 0; i < counters; i++) {
        char **of = word + 2 + 4 * i;
        counter[i].path = of[0];
        counter[i].watts = strtoull(of[1], NULL, 10);
        counter[i].start = strtoull(of[2], NULL, 10);
        counter[i].range = strtoull(of[3], NULL, 10);
        if ((counter[i].file = open(of[0], O_WRONLY)) < 0)
            err(1, "%s", of[0]);
    }
    /* Above the sampling threads of the measured programs, so that they do not delay the counters. */
    sched_setscheduler(0, SCHED_FIFO, &(struct sched_param) { .sched_priority = 2 });

    int64_t origin = now(), next = origin, last = origin, standstill = 0;
    for (int ended = 0, round = 0; !ended; round++) {
        struct pollfd input = { .fd = 0, .events = POLLIN };
        ended = poll(&input, 1, 0) > 0;
        for (int i = 0; i < counters; i++) {
            char text[24];
            counter[i].moved = counter[i].watts * (uint64_t)(now() - origin) / 1000;
            /* Always the same length, so that no digit of a longer number remains. */
            int length = sprintf(text, "%020llu\n",
                (unsigned long long)((counter[i].start + counter[i].moved) % counter[i].range));
            if (pwrite(counter[i].file, text, (size_t)length, 0) != length)
                err(1, "%s", counter[i].path);
        }
        int64_t written = now();
        if (written - last > standstill)
            standstill = written - last;
        last = written;
        if (round == 0) {
            puts("moving");
            fflush(stdout);
        }
        /* Points of the grid that have passed are skipped. */
        next += period * (1 + (written > next ? (written - next) / period : 0));
        struct timespec point = { .tv_sec = next / SECOND, .tv_nsec = next % SECOND };
        if (!ended)
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &point, NULL);
    }
    for (int i = 0; i < counters; i++)
        printf("%s %llu %llu\n", counter[i].path, (unsigned long long)counter[i].moved,
            (unsigned long long)((counter[i].start + counter[i].moved) / counter[i].range));
    printf("standstill %lld\n", (long long)standstill);
}
