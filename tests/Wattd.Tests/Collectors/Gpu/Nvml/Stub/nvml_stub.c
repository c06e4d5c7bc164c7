/* A libnvidia-ml.so.1 without a driver. It reads its values from a control file next to it, nvml_stub.control, which is
 * mapped and shared: a write there takes effect while it is in use, also from another process.
 *
 * nvml_stub_layout.h is written by NvmlStub.cs: the functions (FUNCTION_x), the values (VALUE_x) and the limits. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "nvml_stub_layout.h"

enum { SUCCESS = 0, UNINITIALIZED = 1, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, NOT_FOUND = 6, INSUFFICIENT_SIZE = 7, TIMEOUT = 10, VERSION = 25, GPU_NOT_FOUND = 28 };

struct function {
    int64_t calls;         /* number of calls */
    int64_t code;          /* its return code; 0 = normal result */
    int64_t hangs;         /* it does not return while this is not 0 */
    int64_t gpu_code[GPUS]; /* its return code for one GPU */
};

struct gpu {
    char name[96], uuid[96], vbios[32], bus_id[32];
    int64_t gone; /* it returns GPU_NOT_FOUND up to this number of initialisations of the library */
    int64_t value[VALUES]; /* negative = NOT_SUPPORTED */
};

struct lists {
    int64_t sessions, samples, processes[3]; /* how many there are; processes by mode */
    int64_t returns_old;                     /* 1: samples are returned that are older than asked for; 2: all are new and differ in each read */
    int64_t long_records;                    /* whether the lists before the one with details have records of 32 bytes */
    int64_t session[LONGEST][7];             /* id, pid, codec, width, height, fps, latency */
    int64_t sample[LONGEST][6];              /* pid, timestamp, sm, memory, encoder, decoder */
    int64_t process[3][LONGEST][2];          /* pid, bytes; negative bytes = unknown */
};

struct events {
    int64_t types;   /* the events that every GPU supports */
    int64_t sets;    /* event sets created less those freed */
    int64_t waiting; /* threads in nvmlEventSetWait */
    int64_t unsafe;  /* shutdowns with an event set or a thread in a wait, and unloads with one */
    int64_t held;    /* threads in a function that hangs */
    int64_t taken, reported; /* events taken, and reported by the test; each is in queue[n % QUEUE] */
    struct { int64_t gpu, type, data; } queue[QUEUE];
    int64_t registrations[GPUS]; /* how often each GPU was registered */
};

struct control {
    int64_t gpus;  /* the result of nvmlDeviceGetCount */
    int64_t inits; /* number of initialisations */
    int64_t open;  /* initialisations less shutdowns */
    int64_t code;  /* the return code of every function; 0 = normal results */
    int64_t field_type, field_bits; /* the result of every field: its valueType + 1 and its bits; 0 = its value */
    char driver_version[80];
    struct function function[FUNCTIONS];
    struct gpu gpu[GPUS];
    struct lists lists[LISTED];
    struct events events;
};

typedef struct gpu *device_t;
typedef struct event_set { char has[GPUS]; } *event_set_t;
typedef struct { device_t device; uint64_t type, data; uint32_t gpu_instance, compute_instance; } event_t;
typedef struct { char bus_id_legacy[16]; uint32_t domain, bus, device, device_id, subsystem_id; char bus_id[32]; } pci_t;
typedef struct { uint32_t gpu, memory; } utilization_t;
typedef struct { uint64_t total, free, used; } memory_t;
typedef struct { uint32_t version; uint64_t total, reserved, free, used; } memory_v2_t;
typedef struct { uint32_t version; int32_t sensor, celsius; } temperature_t;
typedef struct {
    uint32_t field, scope;
    int64_t timestamp, latency;
    int32_t type, code;
    union { double d; uint32_t ui; uint64_t ull; int32_t si; } value;
} field_t;

typedef struct { uint64_t timestamp; union { double d; uint32_t ui; uint64_t ull; } value; } sample_t;
typedef struct { uint32_t id, pid, vgpu, codec, width, height, fps, latency; } session_t;
typedef struct { uint32_t pid; uint64_t timestamp; uint32_t sm, memory, encoder, decoder; } use_t;
typedef struct { uint32_t pid; uint64_t used; uint32_t gpu_instance, compute_instance; } process_t;
typedef struct { uint32_t pid; uint64_t used; uint32_t gpu_instance, compute_instance; uint64_t used_protected; } detail_t;
typedef struct { uint32_t version, mode, count; detail_t *processes; } details_t;

_Static_assert(sizeof(session_t) == 32 && sizeof(sample_t) == 16 && sizeof(use_t) == 32 && sizeof(process_t) == 24 && sizeof(detail_t) == 32
    && sizeof(details_t) == 24, "the sizes of nvml.h");
_Static_assert(sizeof(pci_t) == 68 && sizeof(utilization_t) == 8 && sizeof(memory_t) == 24 && sizeof(memory_v2_t) == 40
    && sizeof(temperature_t) == 12 && sizeof(field_t) == 40 && sizeof(event_t) == 32, "the sizes of nvml.h");

static struct control *control;
static int opened; /* by this load of the library; handles of an earlier one are invalid */

__attribute__((constructor)) static void map_control(void)
{
    Dl_info self;
    char path[4096], file[4200];
    if (!dladdr((void *)map_control, &self))
        return;
    snprintf(path, sizeof path, "%s", self.dli_fname);
    snprintf(file, sizeof file, "%s/nvml_stub.control", dirname(path));
    int fd = open(file, O_RDWR);
    if (fd < 0)
        return;
    void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    control = mapped == MAP_FAILED ? NULL : mapped;
}

__attribute__((destructor)) static void unmap_control(void)
{
    if (control && control->events.waiting)
        control->events.unsafe++;
    if (control)
        munmap(control, sizeof *control);
}

/* Counts the call, hangs if configured, and returns the configured code. */
static int enter(int f, int gpu)
{
    if (!control)
        return 999;
    volatile struct function *function = &control->function[f];
    __atomic_add_fetch(&control->function[f].calls, 1, __ATOMIC_RELAXED);
    if (function->hangs) {
        __atomic_add_fetch(&control->events.held, 1, __ATOMIC_RELAXED);
        while (function->hangs)
            usleep(2000);
        __atomic_sub_fetch(&control->events.held, 1, __ATOMIC_RELAXED);
    }
    if (control->code)
        return (int)control->code;
    if (function->code)
        return (int)function->code;
    if (gpu < 0 || gpu >= GPUS)
        return SUCCESS;
    if (control->inits <= control->gpu[gpu].gone)
        return GPU_NOT_FOUND;
    return (int)function->gpu_code[gpu];
}

static int enter_device(int f, device_t device)
{
    if (!control || device < control->gpu || device >= control->gpu + GPUS)
        return INVALID_ARGUMENT;
    int code = enter(f, (int)(device - control->gpu));
    return code ? code : opened ? SUCCESS : UNINITIALIZED;
}

static int give(device_t device, int value, uint32_t *out)
{
    int64_t v = *(volatile int64_t *)&device->value[value];
    if (v < 0)
        return NOT_SUPPORTED;
    *out = (uint32_t)v;
    return SUCCESS;
}

static int give_total(device_t device, int value, uint64_t *out)
{
    int64_t v = *(volatile int64_t *)&device->value[value];
    if (v < 0)
        return NOT_SUPPORTED;
    *out = v == INT64_MAX ? UINT64_MAX : (uint64_t)v; /* the largest means all bits set */
    return SUCCESS;
}

static int give_text(const char *text, char *out, uint32_t length)
{
    if (strlen(text) >= length)
        return INSUFFICIENT_SIZE;
    strcpy(out, text);
    return SUCCESS;
}

#define ENTER(f, gpu) do { int code = enter(FUNCTION_##f, gpu); if (code) return code; } while (0)
#define ENTER_DEVICE(f) do { int code = enter_device(FUNCTION_##f, d); if (code) return code; } while (0)
#define EXPORT __attribute__((visibility("default")))
#define NUMBER(f, v) EXPORT int f(device_t d, uint32_t *out) { ENTER_DEVICE(f); return give(d, VALUE_##v, out); }
#define TOTAL(f, v) EXPORT int f(device_t d, uint64_t *out) { ENTER_DEVICE(f); return give_total(d, VALUE_##v, out); }
#define TEXT(f, m) EXPORT int f(device_t d, char *out, uint32_t n) { ENTER_DEVICE(f); return give_text(d->m, out, n); }
#define LOAD(f, v) EXPORT int f(device_t d, uint32_t *out, uint32_t *period) \
    { ENTER_DEVICE(f); *period = 166666; return give(d, VALUE_##v, out); }

EXPORT int nvmlInit_v2(void)
{
    ENTER(nvmlInit_v2, -1);
    opened++;
    __atomic_add_fetch(&control->inits, 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&control->open, 1, __ATOMIC_RELAXED);
    return SUCCESS;
}

EXPORT int nvmlShutdown(void)
{
    if (!control)
        return 999;
    __atomic_add_fetch(&control->function[FUNCTION_nvmlShutdown].calls, 1, __ATOMIC_RELAXED);
    if (!opened)
        return UNINITIALIZED;
    opened--;
    if (!opened && (control->events.waiting || control->events.sets))
        control->events.unsafe++;
    __atomic_sub_fetch(&control->open, 1, __ATOMIC_RELAXED);
    return SUCCESS;
}

EXPORT int nvmlSystemGetDriverVersion(char *out, uint32_t length)
{
    ENTER(nvmlSystemGetDriverVersion, -1);
    return give_text(control->driver_version, out, length);
}

EXPORT int nvmlDeviceGetCount_v2(uint32_t *count)
{
    ENTER(nvmlDeviceGetCount_v2, -1);
    *count = (uint32_t)control->gpus;
    return opened ? SUCCESS : UNINITIALIZED;
}

EXPORT int nvmlDeviceGetHandleByIndex_v2(uint32_t index, device_t *device)
{
    ENTER(nvmlDeviceGetHandleByIndex_v2, (int)index);
    if (!opened)
        return UNINITIALIZED;
    if (index >= control->gpus || index >= GPUS)
        return INVALID_ARGUMENT;
    *device = &control->gpu[index];
    return SUCCESS;
}

TEXT(nvmlDeviceGetName, name)
TEXT(nvmlDeviceGetUUID, uuid)
TEXT(nvmlDeviceGetVbiosVersion, vbios)
NUMBER(nvmlDeviceGetPersistenceMode, Persistence)

EXPORT int nvmlDeviceGetPciInfo_v3(device_t d, pci_t *pci)
{
    ENTER_DEVICE(nvmlDeviceGetPciInfo_v3);
    memset(pci, 0, sizeof *pci);
    strcpy(pci->bus_id, d->bus_id);
    if (strlen(d->bus_id) > 4)
        snprintf(pci->bus_id_legacy, sizeof pci->bus_id_legacy, "%s", d->bus_id + 4);
    return SUCCESS;
}

EXPORT int nvmlDeviceGetEncoderCapacity(device_t d, int codec, uint32_t *capacity)
{
    ENTER_DEVICE(nvmlDeviceGetEncoderCapacity);
    return codec < 0 || codec > 2 ? INVALID_ARGUMENT : give(d, VALUE_CapacityH264 + codec, capacity);
}

/* A counter of 32 bits as long as its value fits. */
static void give_bytes(device_t d, int value, field_t *f)
{
    f->type = d->value[value] > UINT32_MAX ? 3 : 1;
    f->code = give_total(d, value, &f->value.ull);
}

/* Under the other numbers, whether power smoothing is enabled. */
static void give_throttle(device_t d, int which, int first, field_t *f)
{
    if (d->value[VALUE_ThrottleFields] == first) {
        f->type = 3;
        f->code = give_total(d, VALUE_ThrottleSoftwareThermal + which, &f->value.ull);
    } else {
        f->value.ui = 1;
    }
}

EXPORT int nvmlDeviceGetFieldValues(device_t d, int n, field_t *fields)
{
    ENTER_DEVICE(nvmlDeviceGetFieldValues);
    for (int i = 0; i < n; i++)
        if (d->value[VALUE_HighestField] >= 0 && fields[i].field > d->value[VALUE_HighestField])
            return INVALID_ARGUMENT;
    for (int i = 0; i < n; i++) {
        field_t *f = &fields[i];
        f->timestamp = 1;
        f->latency = 1;
        f->type = 1;
        f->code = f->scope ? NOT_SUPPORTED : SUCCESS;
        if (f->code)
            continue;
        switch (f->field) {
        case 83: f->type = 3; f->code = give_total(d, VALUE_Energy, &f->value.ull); break;
        case 185: f->code = give(d, VALUE_PowerAverage, &f->value.ui); break;
        case 186: f->code = give(d, VALUE_PowerInstant, &f->value.ui); break;
        case 230: f->code = give(d, VALUE_RecoveryAction, &f->value.ui); break;
        case 29: case 30: case 31: f->code = give(d, VALUE_RetiredSingleBit + (int)f->field - 29, &f->value.ui); break;
        case 74: f->type = 3; f->code = give_total(d, VALUE_ThrottlePowerCap, &f->value.ull); break;
        case 76: f->type = 3; f->code = give_total(d, VALUE_ThrottleSyncBoost, &f->value.ull); break;
        case 82: f->code = give(d, VALUE_MemoryTemperature, &f->value.ui); break;
        case 94: f->code = give(d, VALUE_PcieReplays, &f->value.ui); break;
        case 142: case 143: case 144: case 145:
            f->code = give(d, VALUE_RemappedCorrectable + (int)f->field - 142, &f->value.ui);
            break;
        case 197: give_bytes(d, VALUE_PcieTransmitted, f); break;
        case 198: give_bytes(d, VALUE_PcieReceived, f); break;
        case 251: case 252: case 253: give_throttle(d, (int)f->field - 251, 251, f); break;
        case 269: case 270: case 271: give_throttle(d, (int)f->field - 269, 269, f); break;
        default: f->code = INVALID_ARGUMENT;
        }
        if (control->field_type) {
            f->type = (int32_t)control->field_type - 1;
            f->value.ull = (uint64_t)control->field_bits;
        }
    }
    return SUCCESS;
}

NUMBER(nvmlDeviceGetPowerUsage, PowerUsage)
NUMBER(nvmlDeviceGetEnforcedPowerLimit, EnforcedPowerLimit)
NUMBER(nvmlDeviceGetPowerManagementLimit, PowerManagementLimit)
TOTAL(nvmlDeviceGetTotalEnergyConsumption, Energy)

EXPORT int nvmlDeviceGetTemperatureV(device_t d, temperature_t *t)
{
    ENTER_DEVICE(nvmlDeviceGetTemperatureV);
    if (t->version != (sizeof *t | 1u << 24))
        return VERSION;
    return t->sensor ? INVALID_ARGUMENT : give(d, VALUE_Temperature, (uint32_t *)&t->celsius);
}

EXPORT int nvmlDeviceGetTemperature(device_t d, int sensor, uint32_t *celsius)
{
    ENTER_DEVICE(nvmlDeviceGetTemperature);
    return sensor ? INVALID_ARGUMENT : give(d, VALUE_Temperature, celsius);
}

EXPORT int nvmlDeviceGetUtilizationRates(device_t d, utilization_t *rates)
{
    ENTER_DEVICE(nvmlDeviceGetUtilizationRates);
    int code = give(d, VALUE_Utilization, &rates->gpu);
    return code ? code : give(d, VALUE_MemoryUtilization, &rates->memory);
}

LOAD(nvmlDeviceGetEncoderUtilization, EncoderUtilization)
LOAD(nvmlDeviceGetDecoderUtilization, DecoderUtilization)

EXPORT int nvmlDeviceGetEncoderStats(device_t d, uint32_t *sessions, uint32_t *fps, uint32_t *latency)
{
    ENTER_DEVICE(nvmlDeviceGetEncoderStats);
    int code = give(d, VALUE_EncoderSessions, sessions);
    if (!code)
        code = give(d, VALUE_EncoderFps, fps);
    return code ? code : give(d, VALUE_EncoderLatency, latency);
}

EXPORT int nvmlDeviceGetMemoryInfo(device_t d, memory_t *memory)
{
    ENTER_DEVICE(nvmlDeviceGetMemoryInfo);
    int code = give_total(d, VALUE_MemoryTotal, &memory->total);
    if (code)
        return code;
    code = give_total(d, VALUE_MemoryUsed, &memory->used);
    if (code)
        return code;
    if (memory->used != UINT64_MAX && d->value[VALUE_MemoryReserved] > 0)
        memory->used += (uint64_t)d->value[VALUE_MemoryReserved];
    memory->free = memory->total - memory->used;
    return SUCCESS;
}

EXPORT int nvmlDeviceGetMemoryInfo_v2(device_t d, memory_v2_t *memory)
{
    ENTER_DEVICE(nvmlDeviceGetMemoryInfo_v2);
    if (memory->version != (sizeof *memory | 2u << 24))
        return VERSION;
    int code = give_total(d, VALUE_MemoryTotal, &memory->total);
    if (!code)
        code = give_total(d, VALUE_MemoryReserved, &memory->reserved);
    if (!code)
        code = give_total(d, VALUE_MemoryUsed, &memory->used);
    memory->free = memory->total - memory->used - memory->reserved;
    return code;
}

EXPORT int nvmlDeviceGetClockInfo(device_t d, int type, uint32_t *mhz)
{
    ENTER_DEVICE(nvmlDeviceGetClockInfo);
    return type < 0 || type > 3 ? INVALID_ARGUMENT : give(d, VALUE_GraphicsClock + type, mhz);
}

TOTAL(nvmlDeviceGetCurrentClocksEventReasons, Throttle)
TOTAL(nvmlDeviceGetCurrentClocksThrottleReasons, Throttle)
NUMBER(nvmlDeviceGetFanSpeed, FanSpeed)
NUMBER(nvmlDeviceGetPerformanceState, PerformanceState)
NUMBER(nvmlDeviceGetCurrPcieLinkGeneration, PcieLinkGeneration)
NUMBER(nvmlDeviceGetCurrPcieLinkWidth, PcieLinkWidth)

EXPORT int nvmlDeviceGetTotalEccErrors(device_t d, int type, int counter, uint64_t *errors)
{
    ENTER_DEVICE(nvmlDeviceGetTotalEccErrors);
    return type < 0 || type > 1 || counter ? INVALID_ARGUMENT : give_total(d, VALUE_EccCorrected + type, errors);
}

LOAD(nvmlDeviceGetJpgUtilization, JpegUtilization)
LOAD(nvmlDeviceGetOfaUtilization, OfaUtilization)
NUMBER(nvmlDeviceGetPowerManagementDefaultLimit, PowerLimitDefault)

EXPORT int nvmlDeviceGetPowerManagementLimitConstraints(device_t d, uint32_t *least, uint32_t *greatest)
{
    ENTER_DEVICE(nvmlDeviceGetPowerManagementLimitConstraints);
    int code = give(d, VALUE_PowerLimitMin, least);
    return code ? code : give(d, VALUE_PowerLimitMax, greatest);
}

EXPORT int nvmlDeviceGetTemperatureThreshold(device_t d, int type, uint32_t *celsius)
{
    ENTER_DEVICE(nvmlDeviceGetTemperatureThreshold);
    return type < 0 || type > 1 ? INVALID_ARGUMENT : give(d, VALUE_ShutdownTemperature + type, celsius);
}

EXPORT int nvmlDeviceGetMaxClockInfo(device_t d, int type, uint32_t *mhz)
{
    ENTER_DEVICE(nvmlDeviceGetMaxClockInfo);
    return type < 0 || type > 3 ? INVALID_ARGUMENT : give(d, VALUE_MaxGraphicsClock + type, mhz);
}

/* Without a buffer, how many samples the driver keeps. */
EXPORT int nvmlDeviceGetSamples(device_t d, int type, uint64_t after, int *value_type, uint32_t *count, sample_t *samples)
{
    ENTER_DEVICE(nvmlDeviceGetSamples);
    if (type != 0 && type != 3)
        return INVALID_ARGUMENT;
    int64_t *value = &d->value[type ? VALUE_EncoderSamples : VALUE_PowerSamples], kept = value[0] > 4096 ? 4096 : value[0];
    int64_t usual = d->value[type ? VALUE_EncoderUtilization : VALUE_PowerUsage];
    uint32_t given = 0, room = *count;
    if (kept < 0)
        return NOT_SUPPORTED;
    *value_type = 1;
    *count = (uint32_t)kept;
    if (!samples)
        return SUCCESS;
    for (int64_t i = 0; i < kept; i++) {
        uint64_t at = (uint64_t)(value[1] - (kept - 1 - i) * 20000);
        if (at <= after && d->value[VALUE_SampleFault] != 1)
            continue;
        if (given == room)
            return INSUFFICIENT_SIZE;
        samples[given].timestamp = at;
        samples[given++].value.ui = (uint32_t)(i == kept / 2 ? value[2] : usual);
    }
    *count = d->value[VALUE_SampleFault] == 2 ? given + 1000000 : given;
    return given ? SUCCESS : NOT_FOUND;
}

static struct lists *lists_of(device_t d)
{
    static struct lists none;
    return d - control->gpu < LISTED ? &control->lists[d - control->gpu] : &none;
}

static uint64_t used(int64_t bytes) { return bytes < 0 ? UINT64_MAX : (uint64_t)bytes; }

/* Without room it returns the number and succeeds. */
EXPORT int nvmlDeviceGetEncoderSessions(device_t d, uint32_t *count, session_t *out)
{
    ENTER_DEVICE(nvmlDeviceGetEncoderSessions);
    struct lists *lists = lists_of(d);
    uint32_t room = *count;
    *count = (uint32_t)lists->sessions;
    if (!room)
        return SUCCESS;
    if (room < *count)
        return INSUFFICIENT_SIZE;
    for (uint32_t i = 0; i < *count; i++) {
        int64_t *s = lists->session[i];
        out[i] = (session_t){ .id = (uint32_t)s[0], .pid = (uint32_t)s[1], .codec = (uint32_t)s[2], .width = (uint32_t)s[3],
            .height = (uint32_t)s[4], .fps = (uint32_t)s[5], .latency = (uint32_t)s[6] };
        if (lists->returns_old == 2)
            out[i].fps += (uint32_t)control->function[FUNCTION_nvmlDeviceGetEncoderSessions].calls % 10;
    }
    return SUCCESS;
}

EXPORT int nvmlDeviceGetProcessUtilization(device_t d, use_t *out, uint32_t *count, uint64_t since)
{
    ENTER_DEVICE(nvmlDeviceGetProcessUtilization);
    struct lists *lists = lists_of(d);
    uint32_t room = out ? *count : 0, n = 0;
    for (int64_t i = 0; i < lists->samples; i++) {
        int64_t *s = lists->sample[i];
        uint64_t timestamp = lists->returns_old == 2 ? since + 1 : (uint64_t)s[1];
        if (timestamp <= since && !lists->returns_old)
            continue;
        if (n < room)
            out[n] = (use_t){ .pid = (uint32_t)s[0], .timestamp = timestamp, .sm = (uint32_t)(s[2] + (lists->returns_old == 2 ? since % 10 : 0)),
                .memory = (uint32_t)s[3], .encoder = (uint32_t)s[4], .decoder = (uint32_t)s[5] };
        n++;
    }
    *count = n;
    return !n ? NOT_FOUND : n > room ? INSUFFICIENT_SIZE : SUCCESS;
}

EXPORT int nvmlDeviceGetRunningProcessDetailList(device_t d, details_t *list)
{
    ENTER_DEVICE(nvmlDeviceGetRunningProcessDetailList);
    if (list->version != (sizeof *list | 1u << 24))
        return VERSION;
    if (list->mode > 2)
        return INVALID_ARGUMENT;
    struct lists *lists = lists_of(d);
    uint32_t room = list->processes ? list->count : 0;
    list->count = (uint32_t)lists->processes[list->mode];
    if (room < list->count)
        return INSUFFICIENT_SIZE;
    for (uint32_t i = 0; i < list->count; i++) {
        int64_t *p = lists->process[list->mode][i];
        list->processes[i] = (detail_t){ (uint32_t)p[0], used(p[1]), UINT32_MAX, UINT32_MAX, 0 };
    }
    return SUCCESS;
}

static int give_processes(device_t d, int mode, uint32_t *count, void *out)
{
    struct lists *lists = lists_of(d);
    uint32_t room = *count;
    *count = (uint32_t)lists->processes[mode];
    if (room < *count)
        return INSUFFICIENT_SIZE;
    for (uint32_t i = 0; i < *count; i++) {
        int64_t *p = lists->process[mode][i];
        if (lists->long_records)
            ((detail_t *)out)[i] = (detail_t){ (uint32_t)p[0], used(p[1]), UINT32_MAX, UINT32_MAX, 0 };
        else
            ((process_t *)out)[i] = (process_t){ (uint32_t)p[0], used(p[1]), UINT32_MAX, UINT32_MAX };
    }
    return SUCCESS;
}

EXPORT int nvmlDeviceGetComputeRunningProcesses_v3(device_t d, uint32_t *count, void *out)
{
    ENTER_DEVICE(nvmlDeviceGetComputeRunningProcesses_v3);
    return give_processes(d, 0, count, out);
}

EXPORT int nvmlDeviceGetGraphicsRunningProcesses_v3(device_t d, uint32_t *count, void *out)
{
    ENTER_DEVICE(nvmlDeviceGetGraphicsRunningProcesses_v3);
    return give_processes(d, 1, count, out);
}

/* Its presence tells the first drivers of 535 from older ones. */
EXPORT int nvmlDeviceGetConfComputeMemSizeInfo(device_t d, void *out)
{
    (void)out;
    ENTER_DEVICE(nvmlDeviceGetConfComputeMemSizeInfo);
    return NOT_SUPPORTED;
}

EXPORT int nvmlEventSetCreate(event_set_t *set)
{
    ENTER(nvmlEventSetCreate, -1);
    if (!opened)
        return UNINITIALIZED;
    *set = calloc(1, sizeof **set);
    __atomic_add_fetch(&control->events.sets, 1, __ATOMIC_RELAXED);
    return SUCCESS;
}

EXPORT int nvmlDeviceGetSupportedEventTypes(device_t d, uint64_t *types)
{
    ENTER_DEVICE(nvmlDeviceGetSupportedEventTypes);
    *types = (uint64_t)control->events.types;
    return SUCCESS;
}

EXPORT int nvmlDeviceRegisterEvents(device_t d, uint64_t types, event_set_t set)
{
    ENTER_DEVICE(nvmlDeviceRegisterEvents);
    if (types & ~(uint64_t)control->events.types)
        return NOT_SUPPORTED;
    set->has[d - control->gpu] = 1;
    __atomic_add_fetch(&control->events.registrations[d - control->gpu], 1, __ATOMIC_RELAXED);
    return SUCCESS;
}

/* The next event of a GPU of the set; events of other GPUs are lost. */
static int take(event_set_t set, event_t *event)
{
    volatile struct events *events = &control->events;
    while (events->taken < events->reported) {
        int64_t at = events->taken % QUEUE, gpu = events->queue[at].gpu;
        *event = (event_t){&control->gpu[gpu], (uint64_t)events->queue[at].type, (uint64_t)events->queue[at].data, ~0u, ~0u};
        events->taken++;
        if (set->has[gpu])
            return SUCCESS;
    }
    return TIMEOUT;
}

EXPORT int nvmlEventSetWait_v2(event_set_t set, event_t *event, uint32_t milliseconds)
{
    if (!control)
        return 999;
    __atomic_add_fetch(&control->events.waiting, 1, __ATOMIC_RELAXED);
    int code = enter(FUNCTION_nvmlEventSetWait_v2, -1);
    if (!code)
        code = opened ? take(set, event) : UNINITIALIZED;
    for (; code == TIMEOUT && milliseconds; milliseconds--) {
        usleep(1000);
        code = take(set, event);
    }
    __atomic_sub_fetch(&control->events.waiting, 1, __ATOMIC_RELAXED);
    return code;
}

EXPORT int nvmlEventSetFree(event_set_t set)
{
    enter(FUNCTION_nvmlEventSetFree, -1); /* like a shutdown, it works whatever the driver's state */
    event_t lost; /* what waits in a set goes with it */
    while (take(set, &lost) == SUCCESS)
        continue;
    free(set);
    __atomic_sub_fetch(&control->events.sets, 1, __ATOMIC_RELAXED);
    return SUCCESS;
}
