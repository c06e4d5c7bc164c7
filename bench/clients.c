/* clients PERIOD_MS CONNECTIONS REQUESTS PORT...
 *
 * Scrapes /metrics like Prometheus, over keep-alive connections: CONNECTIONS to each port, with REQUESTS requests each
 * (0: until SIGTERM). PERIOD_MS is the interval between the requests of a connection, on a fixed grid; with 0, the next
 * request follows immediately after the response. At the end it prints one line:
 *
 *     requests N failed N bytes N seconds S p50_us N p99_us N max_us N */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL
#define ANSWER (1 << 20)

static const char request[] =
    "GET /metrics HTTP/1.1\r\n"
    "Host: 127.0.0.1\r\n"
    "User-Agent: Prometheus/3.5.0\r\n"
    "Accept: application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
    "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
    "text/plain;version=0.0.4;q=0.2,*/*;q=0.1\r\n"
    "Accept-Encoding: gzip\r\n"
    "X-Prometheus-Scrape-Timeout-Seconds: 10\r\n\r\n";

struct connection { int socket; long left; int64_t due, sent; size_t length; char *answer; };

static volatile sig_atomic_t stopped;
static long requests, failed, bytes, kept, room;
static uint32_t *taken;

static void stop(int signal) { (void)signal; stopped = 1; }

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    return (*(const uint32_t *)a > *(const uint32_t *)b) - (*(const uint32_t *)a < *(const uint32_t *)b);
}

static void take(int64_t nanoseconds)
{
    if (kept == room)
        taken = realloc(taken, (size_t)(room = room ? 2 * room : 1 << 16) * sizeof *taken);
    taken[kept++] = (uint32_t)(nanoseconds / 1000);
}

/* Whether the response is complete: by its length, or by the last of its chunks. */
static int is_complete(struct connection *c)
{
    c->answer[c->length] = 0;
    char *body = memmem(c->answer, c->length, "\r\n\r\n", 4);
    if (!body)
        return 0;
    *body = 0;
    char *length = strcasestr(c->answer, "\r\ncontent-length:");
    int chunked = strcasestr(c->answer, "\r\ntransfer-encoding: chunked") != NULL;
    size_t head = (size_t)(body + 4 - c->answer);
    *body = '\r';
    if (length)
        return c->length >= head + strtoul(length + 17, NULL, 10);
    return !chunked || (c->length >= head + 5 && memcmp(c->answer + c->length - 5, "0\r\n\r\n", 5) == 0);
}

static void give_up(struct connection *c)
{
    failed++;
    c->left = 0;
    close(c->socket);
}

static void send_request(struct connection *c)
{
    c->length = 0;
    c->sent = now();
    if (send(c->socket, request, sizeof request - 1, MSG_NOSIGNAL) != sizeof request - 1)
        give_up(c);
}

static void receive(struct connection *c, int64_t period)
{
    ssize_t got = recv(c->socket, c->answer + c->length, ANSWER - 1 - c->length, 0);
    if (got <= 0) {
        give_up(c);
        return;
    }
    c->length += (size_t)got;
    if (!is_complete(c))
        return;
    int64_t end = now();
    take(end - c->sent);
    requests++;
    bytes += (long)c->length;
    failed += memcmp(c->answer, "HTTP/1.1 200 ", 13) != 0;
    c->left -= c->left > 0;
    c->sent = 0;
    while (period > 0 && c->due <= end)
        c->due += period;
}

int main(int count, char **word)
{
    if (count < 5)
        errx(64, "usage: clients PERIOD_MS CONNECTIONS REQUESTS PORT...");
    int64_t period = atoll(word[1]) * 1000000, begin = now();
    int each = atoi(word[2]), ports = count - 4, connections = each * ports, epoll = epoll_create1(0);
    struct connection *all = calloc((size_t)connections, sizeof *all);
    signal(SIGTERM, stop);
    for (int i = 0; i < connections; i++) {
        struct connection *c = &all[i];
        uint16_t port = (uint16_t)atoi(word[4 + i % ports]);
        struct sockaddr_in to = { AF_INET, htons(port), { htonl(INADDR_LOOPBACK) }, { 0 } };
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
        c->socket = socket(AF_INET, SOCK_STREAM, 0);
        c->left = atol(word[3]) > 0 ? atol(word[3]) : -1;
        /* Spread, as Prometheus spreads its targets; soon, because a server closes a connection that asks nothing. */
        c->due = begin + (period < SECOND ? period : SECOND) * i / connections;
        c->answer = malloc(ANSWER);
        if (connect(c->socket, (struct sockaddr *)&to, sizeof to))
            err(1, "port %u", port);
        epoll_ctl(epoll, EPOLL_CTL_ADD, c->socket, &event);
    }
    while (!stopped) {
        int64_t next = INT64_MAX, at = now();
        int busy = 0;
        for (int i = 0; i < connections; i++) {
            struct connection *c = &all[i];
            if (c->left && !c->sent && c->due <= at)
                send_request(c);
            if (c->left && !c->sent && c->due < next)
                next = c->due;
            busy += c->left != 0;
        }
        if (!busy)
            break;
        struct epoll_event event[256];
        int wait = next == INT64_MAX ? 1000 : next <= at ? 0 : (int)((next - at) / 1000000 + 1);
        for (int n = epoll_wait(epoll, event, 256, wait), i = 0; i < n; i++)
            receive(event[i].data.ptr, period);
    }
    qsort(taken, (size_t)kept, sizeof *taken, by_size);
    printf("requests %ld failed %ld bytes %ld seconds %.3f p50_us %u p99_us %u max_us %u\n", requests, failed, bytes,
        (double)(now() - begin) / SECOND, kept ? taken[kept / 2] : 0, kept ? taken[kept * 99 / 100] : 0,
        kept ? taken[kept - 1] : 0);
    return failed != 0;
}
