/* One client, closed loop: sends the same request, waits for the whole answer, again. How long an answer is, it learns
 * from the first one: what arrives until nothing more does for 200 ms. Prints latencies in nanoseconds as JSON.
 *
 *     roundtrip SOCKET REQUEST-FILE COUNT
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 20, SILENCE = 200, WARM_UP = 2000 };

static char request[BUFFER], answer[BUFFER];

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int connect_to(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) { errno = ENAMETOOLONG; fail(path); }
    strcpy(address.sun_path, path);
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    if (server < 0 || connect(server, (struct sockaddr *)&address, sizeof address)) fail(path);
    return server;
}

static size_t read_request(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) fail(path);
    size_t size = fread(request, 1, sizeof request, file);
    fclose(file);
    if (size == 0) { fprintf(stderr, "%s is empty\n", path); exit(1); }
    return size;
}

static void send_request(int server, size_t size) {
    for (size_t sent = 0; sent < size;) {
        ssize_t count = write(server, request + sent, size - sent);
        if (count <= 0) fail("write");
        sent += (size_t)count;
    }
}

static size_t learn_answer(int server) {
    struct pollfd descriptor = {.fd = server, .events = POLLIN};
    size_t size = 0;
    while (size < BUFFER && poll(&descriptor, 1, size ? SILENCE : 5000) > 0) {
        ssize_t count = read(server, answer + size, BUFFER - size);
        if (count <= 0) fail("read");
        size += (size_t)count;
    }
    if (size == 0) { fprintf(stderr, "no answer\n"); exit(1); }
    return size;
}

static void receive_answer(int server, size_t size) {
    for (size_t received = 0; received < size;) {
        ssize_t count = read(server, answer, size - received);
        if (count <= 0) fail("read");
        received += (size_t)count;
    }
}

static int64_t nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static int ascending(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static long long quantile(const int64_t *sorted, size_t count, double fraction) {
    size_t index = (size_t)(fraction * (double)count);
    return sorted[index < count ? index : count - 1];
}

int main(int argc, char **argv) {
    if (argc != 4) { fprintf(stderr, "usage: roundtrip SOCKET REQUEST-FILE COUNT\n"); return 2; }
    size_t count = strtoul(argv[3], NULL, 10), request_size = read_request(argv[2]);
    int64_t *latencies = calloc(count, sizeof *latencies);
    if (count == 0 || !latencies) { fprintf(stderr, "bad count\n"); return 2; }
    int server = connect_to(argv[1]);
    send_request(server, request_size);
    size_t answer_size = learn_answer(server);
    for (size_t round = 0; round < WARM_UP + count; round++) {
        int64_t start = nanoseconds();
        send_request(server, request_size);
        receive_answer(server, answer_size);
        if (round >= WARM_UP) latencies[round - WARM_UP] = nanoseconds() - start;
    }
    qsort(latencies, count, sizeof *latencies, ascending);
    printf("{\"count\":%zu,\"request_bytes\":%zu,\"answer_bytes\":%zu,"
           "\"p50\":%lld,\"p90\":%lld,\"p99\":%lld,\"p99.9\":%lld}\n",
           count, request_size, answer_size, quantile(latencies, count, 0.5), quantile(latencies, count, 0.9),
           quantile(latencies, count, 0.99), quantile(latencies, count, 0.999));
    return 0;
}
