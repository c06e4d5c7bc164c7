// Tells which functions of a running process run: functions PID SECONDS ADDRESS-FILE
//
// ADDRESS-FILE holds the addresses of functions in the program file, in hexadecimal. Each gets a breakpoint, which goes
// when it is first hit. Those that were hit are printed, in order of address, and the process is killed: it cannot go on
// with the others. For x86-64.

#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_FUNCTIONS = 1 << 18, BREAKPOINT = 0xcc };

struct function {
    unsigned long address;
    unsigned char code; // what the breakpoint stands for
    bool ran;
};

static struct function functions[MOST_FUNCTIONS];
static size_t function_count;
static int memory;
static unsigned long base;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int by_address(const void *left, const void *right)
{
    unsigned long l = ((const struct function *)left)->address, r = ((const struct function *)right)->address;
    return l < r ? -1 : l > r;
}

static void read_functions(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        fail(path);
    while (function_count < MOST_FUNCTIONS && fscanf(file, "%lx", &functions[function_count].address) == 1)
        function_count++;
    fclose(file);
    qsort(functions, function_count, sizeof *functions, by_address);
}

static void write_code(struct function *function, unsigned char code)
{
    if (pwrite(memory, &code, 1, base + function->address) != 1)
        fail("writing a breakpoint");
}

// Stops every thread there is; those to come are followed by themselves.
static void stop_threads(int pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *tasks = opendir(path);
    if (!tasks)
        fail(path);
    for (struct dirent *task; (task = readdir(tasks));) {
        int thread = atoi(task->d_name), status;
        if (thread == 0)
            continue;
        if (ptrace(PTRACE_SEIZE, thread, 0, PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL) || ptrace(PTRACE_INTERRUPT, thread, 0, 0))
            fail("ptrace");
        waitpid(thread, &status, __WALL);
    }
    closedir(tasks);
}

static void resume_threads(int pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *tasks = opendir(path);
    if (!tasks)
        fail(path);
    for (struct dirent *task; (task = readdir(tasks));)
        if (atoi(task->d_name))
            ptrace(PTRACE_CONT, atoi(task->d_name), 0, 0);
    closedir(tasks);
}

// Takes the breakpoint away that a thread stands behind, and sets the thread back before it.
static bool take_away(int thread)
{
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, thread, 0, &registers))
        return false;
    struct function key = {.address = registers.rip - 1 - base};
    struct function *function = bsearch(&key, functions, function_count, sizeof *functions, by_address);
    if (!function)
        return false;
    if (!function->ran)
        write_code(function, function->code);
    function->ran = true;
    registers.rip--;
    ptrace(PTRACE_SETREGS, thread, 0, &registers);
    return true;
}

static void follow(double seconds)
{
    struct timespec now, pause = {.tv_nsec = 200000};
    clock_gettime(CLOCK_MONOTONIC, &now);
    for (double end = now.tv_sec + now.tv_nsec / 1e9 + seconds; now.tv_sec + now.tv_nsec / 1e9 < end;
         clock_gettime(CLOCK_MONOTONIC, &now)) {
        int status, thread = waitpid(-1, &status, __WALL | WNOHANG);
        if (thread <= 0) {
            nanosleep(&pause, NULL);
            continue;
        }
        if (!WIFSTOPPED(status))
            continue;
        // The start of a thread and its first stop are ours; a signal of its own is let through.
        int event = status >> 16, sent = WSTOPSIG(status);
        bool ours = event || sent == SIGSTOP || (sent == SIGTRAP && take_away(thread));
        ptrace(PTRACE_CONT, thread, 0, ours ? 0 : sent);
    }
}

int main(int count, char **words)
{
    if (count != 4) {
        fprintf(stderr, "usage: functions PID SECONDS ADDRESS-FILE\n");
        return 2;
    }
    int pid = atoi(words[1]);
    read_functions(words[3]);
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/maps", pid);
    FILE *maps = fopen(path, "r");
    if (!maps || fscanf(maps, "%lx", &base) != 1)
        fail(path);
    fclose(maps);
    snprintf(path, sizeof path, "/proc/%d/mem", pid);
    if ((memory = open(path, O_RDWR)) < 0)
        fail(path);

    stop_threads(pid);
    for (size_t i = 0; i < function_count; i++) {
        if (pread(memory, &functions[i].code, 1, base + functions[i].address) != 1)
            fail("reading a function");
        write_code(&functions[i], BREAKPOINT);
    }
    resume_threads(pid);
    follow(atof(words[2]));

    for (size_t i = 0; i < function_count; i++)
        if (functions[i].ran)
            printf("%lx\n", functions[i].address);
    return 0;
}
