/* receiver PORT FILE...
 *
 * A minimal program that does the system calls of wattd for encodes: reads the processor time of every control group once a
 * second, and receives the datagrams of their progress, gathered for 200 ms. It looks at nothing that it reads, and handles no
 * errors. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCH 16

static int files, *file;

static void *sample(void *unused)
{
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (;; next.tv_sec++) {
        char text[512];
        for (int i = 0; i < files; i++)
            if (pread(file[i], text, sizeof text, 0) < 0)
                err(1, "pread");
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
    return unused;
}

int main(int count, char **word)
{
    if (count < 3)
        errx(64, "usage: receiver PORT FILE...");
    files = count - 2;
    file = calloc((size_t)files, sizeof *file);
    for (int i = 0; i < files; i++)
        if ((file[i] = open(word[2 + i], O_RDONLY)) < 0)
            err(1, "%s", word[2 + i]);
    pthread_t thread;
    pthread_create(&thread, NULL, sample, NULL);

    int s = socket(AF_INET, SOCK_DGRAM, 0), on = 1;
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(word[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    setsockopt(s, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    if (bind(s, (struct sockaddr *)&at, sizeof at))
        err(1, "port %s", word[1]);
    static struct { struct sockaddr_in from; struct iovec into; char control[64], text[2048]; } place[BATCH];
    static struct mmsghdr message[BATCH];
    for (;;) {
        poll(&(struct pollfd) { .fd = s, .events = POLLIN }, 1, -1);
        do
            for (int i = 0; i < BATCH; i++) {
                place[i].into = (struct iovec) { place[i].text, sizeof place[i].text };
                message[i].msg_hdr = (struct msghdr) {
                    &place[i].from, sizeof place[i].from, &place[i].into, 1, place[i].control, sizeof place[i].control, 0 };
            }
        while (recvmmsg(s, message, BATCH, MSG_DONTWAIT, NULL) == BATCH);
        poll(NULL, 0, 200);
    }
}
