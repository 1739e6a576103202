/* The floor for an answer over a Unix socket: an epoll loop that, for every REQUEST bytes it has read, writes ANSWER
 * bytes, and does nothing else. One thread, level-triggered, one read and one write a round.
 *
 *     echo SOCKET REQUEST ANSWER
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { CONNECTIONS = 1024, BUFFER = 65536 };

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int listen_at(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) { errno = ENAMETOOLONG; fail(path); }
    strcpy(address.sun_path, path);
    unlink(path);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 128)) fail(path);
    return listener;
}

static void watch(int loop, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    if (epoll_ctl(loop, EPOLL_CTL_ADD, descriptor, &event)) fail("epoll_ctl");
}

static int send_all(int peer, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t sent = write(peer, bytes, count);
        if (sent <= 0) return -1;
        bytes += sent;
        count -= (size_t)sent;
    }
    return 0;
}

int main(int argc, char **argv) {
    static size_t pending[CONNECTIONS];
    static char input[BUFFER], answer[BUFFER];
    if (argc != 4) { fprintf(stderr, "usage: echo SOCKET REQUEST ANSWER\n"); return 2; }
    size_t request_size = strtoul(argv[2], NULL, 10), answer_size = strtoul(argv[3], NULL, 10);
    if (request_size == 0 || answer_size == 0 || answer_size > BUFFER) { fprintf(stderr, "bad sizes\n"); return 2; }
    memset(answer, 'a', sizeof answer);
    int listener = listen_at(argv[1]), loop = epoll_create1(0);
    watch(loop, listener);
    for (;;) {
        struct epoll_event events[64];
        int count = epoll_wait(loop, events, 64, -1);
        for (int index = 0; index < count; index++) {
            int descriptor = events[index].data.fd;
            if (descriptor == listener) {
                int peer = accept(listener, NULL, NULL);
                if (peer >= CONNECTIONS) { close(peer); continue; }
                if (peer >= 0) { pending[peer] = 0; watch(loop, peer); }
                continue;
            }
            ssize_t received = read(descriptor, input, sizeof input);
            if (received <= 0) { close(descriptor); continue; }
            pending[descriptor] += (size_t)received;
            for (; pending[descriptor] >= request_size; pending[descriptor] -= request_size) {
                if (send_all(descriptor, answer, answer_size)) { close(descriptor); break; }
            }
        }
    }
}
