/* floor CPU_PORT GPU_PORT CPU_PAGE GPU_PAGE INTERVAL_MS NVML|- COUNTER...
 *
 * A minimal program that does the work of wattd: reads the same counters on the same absolute grid, makes the same NVML
 * calls once a second, and serves two constant pages over plain sockets. It stores nothing, renders nothing, and handles
 * no errors. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_GPUS 16
#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n%s" \
    "Content-Length: %ld\r\n\r\n"

typedef struct { uint32_t field, scope; int64_t timestamp, latency; int32_t type, code; uint64_t value; } field_t;

static struct { char *bytes; size_t length; } page[2];
static int counters, counter[256];
static long interval;
static void *nvml, *gpu[MOST_GPUS];
static uint32_t gpus;
static volatile uint64_t latest[256 + 32 * MOST_GPUS];

/* The calls for one GPU: those that wattd makes if the driver supports all of them. */
static void read_gpu(void *d, volatile uint64_t *out)
{
#define CALL(name, ...) ((int (*)())call(#name))(d, ##__VA_ARGS__)
#define call(name) ({ static void *f; f ? f : (f = dlsym(nvml, name)); })
    static const uint32_t field[16] = { 186, 185, 83, 230, 82, 197, 198, 94, 74, 76, 251, 252, 253, 269, 270, 271 };
    static struct { uint64_t timestamp, value; } samples[128];
    field_t fields[16] = { 0 };
    for (int i = 0; i < 16; i++)
        fields[i].field = field[i];
    uint32_t n[26] = { 0 }, temperature[3] = { 12 | 1u << 24 }, sessions[3], count = 128;
    uint64_t memory[5] = { 40 | 2u << 24 }, total[3];
    CALL(nvmlDeviceGetFieldValues, 16, fields);
    CALL(nvmlDeviceGetEnforcedPowerLimit, &n[0]);
    CALL(nvmlDeviceGetUtilizationRates, &n[1]);
    CALL(nvmlDeviceGetDecoderUtilization, &n[3], &n[4]);
    CALL(nvmlDeviceGetEncoderUtilization, &n[5], &n[6]);
    CALL(nvmlDeviceGetEncoderStats, &sessions[0], &sessions[1], &sessions[2]);
    CALL(nvmlDeviceGetMemoryInfo_v2, memory);
    CALL(nvmlDeviceGetTemperatureV, temperature);
    for (int clock = 0; clock < 4; clock++)
        CALL(nvmlDeviceGetClockInfo, clock, &n[7 + clock]);
    CALL(nvmlDeviceGetCurrentClocksEventReasons, &total[0]);
    CALL(nvmlDeviceGetFanSpeed, &n[11]);
    CALL(nvmlDeviceGetPerformanceState, &n[12]);
    CALL(nvmlDeviceGetCurrPcieLinkGeneration, &n[13]);
    CALL(nvmlDeviceGetCurrPcieLinkWidth, &n[14]);
    CALL(nvmlDeviceGetTotalEccErrors, 0, 0, &total[1]);
    CALL(nvmlDeviceGetTotalEccErrors, 1, 0, &total[2]);
    CALL(nvmlDeviceGetJpgUtilization, &n[15], &n[16]);
    CALL(nvmlDeviceGetOfaUtilization, &n[17], &n[18]);
    for (int codec = 0; codec < 3; codec++)
        CALL(nvmlDeviceGetEncoderCapacity, codec, &n[19 + codec]);
    CALL(nvmlDeviceGetSamples, 0, (uint64_t)10000000, &n[22], &count, samples);
    count = 128;
    CALL(nvmlDeviceGetSamples, 3, (uint64_t)10000000, &n[23], &count, samples);
    *out = n[0] + n[1] + memory[1] + total[0] + sessions[0] + fields[0].value;
}

static void *sample(void *unused)
{
    sched_setscheduler(0, SCHED_FIFO, &(struct sched_param) { .sched_priority = 1 });
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (long tick = 0;; tick++) {
        char text[32];
        for (int i = 0; i < counters; i++)
            if (pread(counter[i], text, sizeof text, 0) > 0)
                latest[i] = strtoull(text, NULL, 10);
        if (tick % (1000 / interval) == 0)
            for (uint32_t i = 0; i < gpus; i++)
                read_gpu(gpu[i], &latest[256 + i]);
        next.tv_nsec += interval * 1000000;
        next.tv_sec += next.tv_nsec / 1000000000;
        next.tv_nsec %= 1000000000;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
    return unused;
}

static void load(int which, const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file || fseek(file, 0, SEEK_END))
        err(1, "%s", path);
    long length = ftell(file), head;
    rewind(file);
    int gzip = getc(file) == 0x1f;
    rewind(file);
    page[which].bytes = malloc((size_t)length + sizeof HEAD + 64);
    head = sprintf(page[which].bytes, HEAD, gzip ? "Content-Encoding: gzip\r\n" : "", length);
    page[which].length = (size_t)head + fread(page[which].bytes + head, 1, (size_t)length, file);
    fclose(file);
}

static int listen_on(const char *port)
{
    int s = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)) };
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(s, (struct sockaddr *)&at, sizeof at) || listen(s, 512))
        err(1, "port %s", port);
    return s;
}

static void watch(int epoll, int fd, int listening, int which)
{
    struct epoll_event e = { .events = EPOLLIN, .data.u64 = (uint64_t)(fd << 2 | listening << 1 | which) };
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
}

int main(int count, char **word)
{
    if (count < 7)
        errx(64, "usage: floor CPU_PORT GPU_PORT CPU_PAGE GPU_PAGE INTERVAL_MS NVML|- COUNTER...");
    int epoll = epoll_create1(0);
    for (int i = 0; i < 2; i++) {
        load(i, word[3 + i]);
        watch(epoll, listen_on(word[1 + i]), 1, i);
    }
    interval = atol(word[5]);
    if (strcmp(word[6], "-") != 0) {
        if (!(nvml = dlopen(word[6], RTLD_NOW)))
            errx(1, "%s", dlerror());
        ((int (*)(void))dlsym(nvml, "nvmlInit_v2"))();
        ((int (*)(uint32_t *))dlsym(nvml, "nvmlDeviceGetCount_v2"))(&gpus);
        for (uint32_t i = 0; i < gpus; i++)
            ((int (*)(uint32_t, void **))dlsym(nvml, "nvmlDeviceGetHandleByIndex_v2"))(i, &gpu[i]);
    }
    for (; counters < count - 7; counters++)
        if ((counter[counters] = open(word[7 + counters], O_RDONLY)) < 0)
            err(1, "%s", word[7 + counters]);
    pthread_t thread;
    pthread_create(&thread, NULL, sample, NULL);

    for (;;) {
        struct epoll_event event[64];
        char request[8192];
        for (int n = epoll_wait(epoll, event, 64, -1), i = 0; i < n; i++) {
            int fd = (int)(event[i].data.u64 >> 2), which = event[i].data.u64 & 1;
            if (event[i].data.u64 & 2) {
                watch(epoll, accept(fd, NULL, NULL), 0, which);
                continue;
            }
            ssize_t got = recv(fd, request, sizeof request, 0);
            if (got <= 0)
                close(fd);
            else if (got >= 4 && memcmp(request + got - 4, "\r\n\r\n", 4) == 0)
                send(fd, page[which].bytes, page[which].length, MSG_NOSIGNAL);
        }
    }
}
