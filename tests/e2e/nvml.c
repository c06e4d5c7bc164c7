/* A stub of libnvidia-ml.so.1 with one GPU that opens the device of the driver like the real library. The name of the GPU
 * reports whether the device policy of the unit allowed it, and whether another device was denied. Without a driver, an
 * allowed open fails with ENXIO. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { SUCCESS = 0, INSUFFICIENT_SIZE = 7 };
typedef struct { char bus_id_legacy[16]; uint32_t domain, bus, device, device_id, subsystem_id; char bus_id[32]; } pci_t;

static const char *verdict(const char *device)
{
    int fd = open(device, O_RDWR | O_CLOEXEC);
    return fd >= 0 || errno == ENXIO || errno == ENODEV ? "allowed" : strerror(errno);
}

static int give(char *out, uint32_t size, const char *text)
{
    return snprintf(out, size, "%s", text) < (int)size ? SUCCESS : INSUFFICIENT_SIZE;
}

int nvmlInit_v2(void) { return SUCCESS; }
int nvmlShutdown(void) { return SUCCESS; }
int nvmlSystemGetDriverVersion(char *out, uint32_t size) { return give(out, size, "580.1"); }
int nvmlDeviceGetCount_v2(uint32_t *count) { *count = 1; return SUCCESS; }
int nvmlDeviceGetHandleByIndex_v2(uint32_t index, void **gpu) { *gpu = (void *)(uintptr_t)(index + 1); return SUCCESS; }
int nvmlDeviceGetUUID(void *gpu, char *out, uint32_t size) { (void)gpu; return give(out, size, "GPU-e2e-nvml"); }
int nvmlDeviceGetPersistenceMode(void *gpu, uint32_t *mode) { (void)gpu; *mode = 1; return SUCCESS; }
int nvmlDeviceGetPowerUsage(void *gpu, uint32_t *milliwatts) { (void)gpu; *milliwatts = 123500; return SUCCESS; }

int nvmlDeviceGetName(void *gpu, char *out, uint32_t size)
{
    char name[96];
    (void)gpu;
    snprintf(name, sizeof name, "nvidiactl %s, other %s", verdict("/dev/nvidiactl"), verdict("/dev/other"));
    return give(out, size, name);
}

int nvmlDeviceGetPciInfo_v3(void *gpu, pci_t *pci)
{
    (void)gpu;
    memset(pci, 0, sizeof *pci);
    strcpy(pci->bus_id, "00000000:01:00.0");
    strcpy(pci->bus_id_legacy, "0000:01:00.0");
    return SUCCESS;
}
