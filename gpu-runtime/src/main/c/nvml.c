/*
 * NVML's ABI over a scenario. Signatures, numbers and structures are those of the NVML API Reference,
 * https://docs.nvidia.com/deploy/nvml-api/; symbols as far as Slipway asks for them.
 */
#include "scenario.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EXPORT __attribute__((visibility("default")))

typedef int nvmlReturn_t;
enum {
    SUCCESS = 0,
    UNINITIALIZED = 1,
    INVALID_ARGUMENT = 2,
    NOT_SUPPORTED = 3,
    NOT_FOUND = 6,
    INSUFFICIENT_SIZE = 7,
    TIMEOUT = 10,
    GPU_IS_LOST = 15,
    VERSION_MISMATCH = 25,
    UNKNOWN = 999
};
enum { DOUBLE_BIT_ECC = 2, XID = 8 };
enum { MOST_SETS = 16, WHOLE = -1 };

/* A handle: a GPU, or one of its MIG instances. */
struct device {
    int gpu, mig;
};

struct event_set {
    int used;
    unsigned long long types[MOST_GPUS];
    char delivered[MOST_CHANGES];
};

struct pci_info {
    char legacy_bus_id[16];
    unsigned domain, bus, device, device_id, subsystem_id;
    char bus_id[32];
};

struct memory {
    unsigned long long total, free, used;
};

struct memory_v2 {
    unsigned version;
    unsigned long long total, reserved, free, used;
};

struct attributes {
    unsigned multiprocessors, copy_engines, decoders, encoders, jpegs, ofas, gpu_slices, compute_slices;
    unsigned long long mebibytes;
};

struct process_info {
    unsigned pid;
    unsigned long long used_memory;
    unsigned gpu_instance, compute_instance;
};

struct event_data {
    struct device *device;
    unsigned long long type, data;
    unsigned gpu_instance, compute_instance;
};

/* By this symbol a caller knows that nothing here is real. */
EXPORT const int slipway_simulated = 1;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct scenario scenario;
static struct device devices[MOST_GPUS][MOST_MIG + 1];
static struct event_set sets[MOST_SETS];
static struct live live[MOST_LIVE];
static struct timespec opened;
static int users, hang, live_count;
static char path[4096], problem[512];

/* Names the scenario file; the variable SLIPWAY_SIMULATED_GPUS does it otherwise. */
EXPORT void slipway_simulate(const char *file) {
    pthread_mutex_lock(&mutex);
    snprintf(path, sizeof path, "%s", file);
    pthread_mutex_unlock(&mutex);
}

/* What is wrong with the file, after an nvmlInit that failed. */
EXPORT const char *slipway_problem(void) { return problem; }

static double elapsed(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - opened.tv_sec) + (double)(now.tv_nsec - opened.tv_nsec) / 1e9;
}

static void set(int *what, int value) {
    if (value != NOT_SET) *what = value;
}

static void apply(struct change *change) {
    set(&hang, change->hang);
    if (change->gpu == NOT_SET) return;
    struct gpu *gpu = &scenario.gpus[change->gpu];
    struct use *to = &gpu->use, *from = &change->use;
    set(&gpu->lost, change->lost);
    set(&to->utilization, from->utilization);
    set(&to->temperature, from->temperature);
    set(&to->power, from->power);
    set(&to->uncorrected, from->uncorrected);
    set(&to->remapped, from->remapped);
    set(&to->pending, from->pending);
    set(&to->failed, from->failed);
    if (from->process_count != NOT_SET) {
        to->process_count = from->process_count;
        memcpy(to->processes, from->processes, sizeof to->processes);
    }
}

static void advance(void) {
    double now = elapsed();
    for (int i = 0; i < scenario.change_count; i++) {
        struct change *change = &scenario.changes[i];
        if (!change->applied && change->at <= now) {
            apply(change);
            change->applied = 1;
        }
    }
}

/* The list as it stands in its file now. */
static void read_live(void) { live_count = *scenario.processes ? scenario_live(scenario.processes, live) : 0; }

/* Begins a call: the time's changes are made, the lock is held; leave() ends it. */
static nvmlReturn_t enter(void) {
    pthread_mutex_lock(&mutex);
    if (!users) return UNINITIALIZED;
    advance();
    while (hang > 0) { /* as a driver that does not answer: until the scenario says that it does */
        struct timespec pause = {0, 10000000};
        double until = elapsed() + hang;
        do {
            pthread_mutex_unlock(&mutex);
            nanosleep(&pause, NULL);
            pthread_mutex_lock(&mutex);
            advance();
        } while (hang > 0 && elapsed() < until);
        break;
    }
    return SUCCESS;
}

static nvmlReturn_t leave(nvmlReturn_t result) {
    pthread_mutex_unlock(&mutex);
    return result;
}

/* Begins a call on a GPU that is still there. */
static nvmlReturn_t enter_gpu(struct device *device, struct gpu **gpu) {
    nvmlReturn_t result = enter();
    if (result) return result;
    if ((char *)device < (char *)devices || (char *)device >= (char *)devices + sizeof devices) return INVALID_ARGUMENT;
    *gpu = &scenario.gpus[device->gpu];
    return (*gpu)->lost ? GPU_IS_LOST : SUCCESS;
}

static nvmlReturn_t text(char *into, unsigned size, const char *value) {
    if (strlen(value) >= size) return INSUFFICIENT_SIZE;
    strcpy(into, value);
    return SUCCESS;
}

static nvmlReturn_t known(int value, unsigned *into) {
    if (value == NOT_SET) return NOT_SUPPORTED;
    *into = (unsigned)value;
    return SUCCESS;
}

EXPORT nvmlReturn_t nvmlInit_v2(void) {
    pthread_mutex_lock(&mutex);
    if (users) return users++, leave(SUCCESS);
    const char *file = *path ? path : getenv("SLIPWAY_SIMULATED_GPUS");
    if (!file) {
        snprintf(problem, sizeof problem, "SLIPWAY_SIMULATED_GPUS names no scenario");
        return leave(UNKNOWN);
    }
    if (scenario_read(file, &scenario, problem, sizeof problem)) return leave(UNKNOWN);
    for (int gpu = 0; gpu < MOST_GPUS; gpu++)
        for (int mig = WHOLE; mig < MOST_MIG; mig++) devices[gpu][mig + 1] = (struct device){gpu, mig};
    memset(sets, 0, sizeof sets);
    hang = 0;
    clock_gettime(CLOCK_MONOTONIC, &opened);
    users = 1;
    return leave(SUCCESS);
}

EXPORT nvmlReturn_t nvmlShutdown(void) {
    pthread_mutex_lock(&mutex);
    if (!users) return leave(UNINITIALIZED);
    users--;
    return leave(SUCCESS);
}

EXPORT const char *nvmlErrorString(nvmlReturn_t result) {
    switch (result) {
        case SUCCESS: return "The operation was successful";
        case UNINITIALIZED: return "Uninitialized";
        case INVALID_ARGUMENT: return "Invalid Argument";
        case NOT_SUPPORTED: return "Not Supported";
        case NOT_FOUND: return "Not Found";
        case INSUFFICIENT_SIZE: return "Insufficient Size";
        case TIMEOUT: return "Timeout";
        case GPU_IS_LOST: return "GPU is lost";
        case VERSION_MISMATCH: return "Argument Version Mismatch";
        default: return "Unknown Error";
    }
}

EXPORT nvmlReturn_t nvmlSystemGetDriverVersion(char *version, unsigned size) {
    nvmlReturn_t result = enter();
    return leave(result ? result : text(version, size, scenario.driver));
}

EXPORT nvmlReturn_t nvmlSystemGetCudaDriverVersion_v2(int *version) {
    nvmlReturn_t result = enter();
    if (!result) *version = scenario.cuda;
    return leave(result);
}

EXPORT nvmlReturn_t nvmlDeviceGetCount_v2(unsigned *count) {
    nvmlReturn_t result = enter();
    if (!result) *count = (unsigned)scenario.gpu_count;
    return leave(result);
}

EXPORT nvmlReturn_t nvmlDeviceGetHandleByIndex_v2(unsigned index, struct device **device) {
    nvmlReturn_t result = enter();
    if (!result && index >= (unsigned)scenario.gpu_count) result = INVALID_ARGUMENT;
    if (!result && scenario.gpus[index].lost) result = GPU_IS_LOST;
    if (!result) *device = &devices[index][0];
    return leave(result);
}

EXPORT nvmlReturn_t nvmlDeviceGetUUID(struct device *device, char *uuid, unsigned size) {
    struct gpu *gpu;
    char value[80];
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (result) return leave(result);
    snprintf(value, sizeof value, "%s-51a9ca7e-%04x-4000-8000-%012x", device->mig == WHOLE ? "GPU" : "MIG",
             (unsigned)(device->mig + 1), (unsigned)device->gpu);
    return leave(text(uuid, size, value));
}

EXPORT nvmlReturn_t nvmlDeviceGetName(struct device *device, char *name, unsigned size) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (result || device->mig == WHOLE) return leave(result ? result : text(name, size, gpu->model));
    char value[sizeof gpu->model + sizeof gpu->mig->profile + 8];
    snprintf(value, sizeof value, "%s MIG %s", gpu->model, gpu->mig[device->mig].profile);
    return leave(text(name, size, value));
}

EXPORT nvmlReturn_t nvmlDeviceGetBrand(struct device *device, unsigned *brand) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    return leave(result ? result : known(gpu->brand, brand));
}

EXPORT nvmlReturn_t nvmlDeviceGetMinorNumber(struct device *device, unsigned *minor) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    return leave(result ? result : known(device->gpu, minor));
}

EXPORT nvmlReturn_t nvmlDeviceGetCudaComputeCapability(struct device *device, int *major, int *minor) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (!result) {
        *major = gpu->major;
        *minor = gpu->minor;
    }
    return leave(result);
}

EXPORT nvmlReturn_t nvmlDeviceGetPciInfo_v3(struct device *device, struct pci_info *pci) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (result) return leave(result);
    memset(pci, 0, sizeof *pci);
    pci->bus = 16u + (unsigned)device->gpu;
    pci->device_id = 0x10de;
    snprintf(pci->legacy_bus_id, sizeof pci->legacy_bus_id, "0000:%02X:00.0", pci->bus);
    snprintf(pci->bus_id, sizeof pci->bus_id, "00000000:%02X:00.0", pci->bus);
    return leave(SUCCESS);
}

static unsigned long long used_mebibytes(const struct gpu *gpu) {
    unsigned long long used = 0;
    for (int i = 0; i < gpu->use.process_count; i++) used += gpu->use.processes[i].mebibytes;
    for (int i = 0; i < live_count; i++)
        if (live[i].gpu == gpu - scenario.gpus) used += live[i].process.mebibytes;
    return used < gpu->mebibytes ? used : gpu->mebibytes;
}

static unsigned long long mig_mebibytes(const struct gpu *gpu, int mig) {
    unsigned long long gibibytes = (gpu->mebibytes + 1023) / 1024;
    unsigned long long eighths = (gpu->mig[mig].gigabytes * 8ull + gibibytes / 2) / gibibytes;
    return gpu->mebibytes * eighths / 8;
}

EXPORT nvmlReturn_t nvmlDeviceGetMemoryInfo(struct device *device, struct memory *memory) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (result) return leave(result);
    read_live();
    memory->total = (device->mig == WHOLE ? gpu->mebibytes : mig_mebibytes(gpu, device->mig)) << 20;
    memory->used = device->mig == WHOLE ? used_mebibytes(gpu) << 20 : 0;
    memory->free = memory->total - memory->used;
    return leave(SUCCESS);
}

EXPORT nvmlReturn_t nvmlDeviceGetMemoryInfo_v2(struct device *device, struct memory_v2 *memory) {
    if (memory->version != (sizeof *memory | 2u << 24)) return VERSION_MISMATCH;
    struct memory plain;
    nvmlReturn_t result = nvmlDeviceGetMemoryInfo(device, &plain);
    if (result) return result;
    memory->total = plain.total;
    memory->reserved = 0;
    memory->free = plain.free;
    memory->used = plain.used;
    return SUCCESS;
}

EXPORT nvmlReturn_t nvmlDeviceGetUtilizationRates(struct device *device, unsigned rates[2]) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (!result && gpu->mig_count) result = NOT_SUPPORTED;
    if (!result) result = known(gpu->use.utilization, &rates[0]);
    if (!result) rates[1] = (unsigned)(used_mebibytes(gpu) * 100 / gpu->mebibytes);
    return leave(result);
}

EXPORT nvmlReturn_t nvmlDeviceGetTemperature(struct device *device, int sensor, unsigned *degrees) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (!result && sensor) result = INVALID_ARGUMENT;
    return leave(result ? result : known(gpu->use.temperature, degrees));
}

EXPORT nvmlReturn_t nvmlDeviceGetPowerUsage(struct device *device, unsigned *milliwatts) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (!result) result = known(gpu->use.power, milliwatts);
    if (!result) *milliwatts *= 1000;
    return leave(result);
}

/* Adds a process to the list as far as there is room, and counts it. */
static void told(const struct process *process, struct process_info *infos, unsigned room, unsigned *there) {
    if (*there < room) infos[*there] = (struct process_info){process->pid, process->mebibytes << 20, ~0u, ~0u};
    ++*there;
}

EXPORT nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v3(struct device *device, unsigned *count, struct process_info *infos) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (result) return leave(result);
    read_live();
    unsigned there = 0, room = *count;
    for (int i = 0; i < gpu->use.process_count; i++) told(&gpu->use.processes[i], infos, room, &there);
    for (int i = 0; i < live_count; i++)
        if (live[i].gpu == device->gpu) told(&live[i].process, infos, room, &there);
    *count = there;
    return leave(there > room ? INSUFFICIENT_SIZE : SUCCESS);
}

EXPORT nvmlReturn_t nvmlDeviceGetEccMode(struct device *device, unsigned *current, unsigned *pending) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (!result) result = known(gpu->ecc, current);
    if (!result) *pending = *current;
    return leave(result);
}

EXPORT nvmlReturn_t nvmlDeviceGetTotalEccErrors(struct device *device, int type, int counter, unsigned long long *errors) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    (void)counter;
    if (!result && gpu->ecc != 1) result = NOT_SUPPORTED;
    if (!result) *errors = type == 1 && gpu->use.uncorrected > 0 ? (unsigned long long)gpu->use.uncorrected : 0;
    return leave(result);
}

EXPORT nvmlReturn_t nvmlDeviceGetRemappedRows(struct device *device, unsigned *corrected, unsigned *uncorrected, unsigned *pending,
                                              unsigned *failed) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (!result && gpu->ecc != 1) result = NOT_SUPPORTED;
    if (result) return leave(result);
    *corrected = 0;
    *uncorrected = gpu->use.remapped > 0 ? (unsigned)gpu->use.remapped : 0;
    *pending = gpu->use.pending == 1;
    *failed = gpu->use.failed == 1;
    return leave(SUCCESS);
}

EXPORT nvmlReturn_t nvmlDeviceGetMigMode(struct device *device, unsigned *current, unsigned *pending) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (!result && gpu->major < 8) result = NOT_SUPPORTED;
    if (!result) *current = *pending = gpu->mig_count > 0;
    return leave(result);
}

EXPORT nvmlReturn_t nvmlDeviceGetMaxMigDeviceCount(struct device *device, unsigned *count) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (!result) *count = MOST_MIG;
    return leave(result);
}

EXPORT nvmlReturn_t nvmlDeviceGetMigDeviceHandleByIndex(struct device *device, unsigned index, struct device **mig) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (!result && index >= (unsigned)gpu->mig_count) result = NOT_FOUND;
    if (!result) *mig = &devices[device->gpu][index + 1];
    return leave(result);
}

EXPORT nvmlReturn_t nvmlDeviceGetGpuInstanceId(struct device *device, unsigned *id) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (!result && device->mig == WHOLE) result = INVALID_ARGUMENT;
    if (!result) *id = (unsigned)device->mig + 1;
    return leave(result);
}

EXPORT nvmlReturn_t nvmlDeviceGetComputeInstanceId(struct device *device, unsigned *id) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (!result && device->mig == WHOLE) result = INVALID_ARGUMENT;
    if (!result) *id = 0;
    return leave(result);
}

EXPORT nvmlReturn_t nvmlDeviceGetAttributes_v2(struct device *device, struct attributes *attributes) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (!result && device->mig == WHOLE) result = INVALID_ARGUMENT;
    if (result) return leave(result);
    memset(attributes, 0, sizeof *attributes);
    attributes->gpu_slices = gpu->mig[device->mig].gpu_slices;
    attributes->compute_slices = gpu->mig[device->mig].compute_slices;
    attributes->mebibytes = mig_mebibytes(gpu, device->mig);
    return leave(SUCCESS);
}

EXPORT nvmlReturn_t nvmlDeviceGetMemoryAffinity(struct device *device, unsigned size, unsigned long *nodes, int scope) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    (void)scope;
    if (!result && gpu->numa == NOT_SET) result = NOT_SUPPORTED;
    if (result) return leave(result);
    memset(nodes, 0, size * sizeof *nodes);
    nodes[0] = 1ul << gpu->numa;
    return leave(SUCCESS);
}

/* NVML_TOPOLOGY_SINGLE, _HOSTBRIDGE, _SYSTEM. */
EXPORT nvmlReturn_t nvmlDeviceGetTopologyCommonAncestor(struct device *one, struct device *other, int *level) {
    struct gpu *a, *b;
    nvmlReturn_t result = enter_gpu(one, &a);
    if (result) return leave(result);
    b = &scenario.gpus[other->gpu];
    *level = a->pci_switch != NOT_SET && a->pci_switch == b->pci_switch ? 10 : a->numa == b->numa ? 30 : 50;
    return leave(SUCCESS);
}

/* Capability 2: NVLink, directly or by a switch. 0 is OK, 1 the chipset does not. */
EXPORT nvmlReturn_t nvmlDeviceGetP2PStatus(struct device *one, struct device *other, int capability, int *status) {
    struct gpu *a;
    nvmlReturn_t result = enter_gpu(one, &a);
    if (result) return leave(result);
    *status = capability == 2 && a->nvlink != NOT_SET && a->nvlink == scenario.gpus[other->gpu].nvlink ? 0 : 1;
    return leave(SUCCESS);
}

EXPORT nvmlReturn_t nvmlEventSetCreate(struct event_set **set) {
    nvmlReturn_t result = enter();
    if (result) return leave(result);
    for (int i = 0; i < MOST_SETS; i++) {
        if (!sets[i].used) {
            memset(&sets[i], 0, sizeof sets[i]);
            sets[i].used = 1;
            *set = &sets[i];
            return leave(SUCCESS);
        }
    }
    return leave(UNKNOWN);
}

EXPORT nvmlReturn_t nvmlEventSetFree(struct event_set *set) {
    pthread_mutex_lock(&mutex);
    set->used = 0;
    return leave(SUCCESS);
}

EXPORT nvmlReturn_t nvmlDeviceRegisterEvents(struct device *device, unsigned long long types, struct event_set *set) {
    struct gpu *gpu;
    nvmlReturn_t result = enter_gpu(device, &gpu);
    if (!result) set->types[device->gpu] |= types;
    return leave(result);
}

/* What the set has not been told of yet: an Xid, or errors that ECC did not correct. */
static int next_event(struct event_set *set, struct event_data *data) {
    for (int i = 0; i < scenario.change_count; i++) {
        struct change *change = &scenario.changes[i];
        int ecc = change->use.uncorrected > 0;
        if (!change->applied || set->delivered[i] || change->gpu == NOT_SET || (change->xid == NOT_SET && !ecc)) continue;
        unsigned long long type = change->xid == NOT_SET ? DOUBLE_BIT_ECC : XID;
        set->delivered[i] = 1;
        if (!(set->types[change->gpu] & type)) continue;
        *data = (struct event_data){&devices[change->gpu][0], type, type == XID ? (unsigned long long)change->xid : 0, ~0u, ~0u};
        return 1;
    }
    return 0;
}

EXPORT nvmlReturn_t nvmlEventSetWait_v2(struct event_set *set, struct event_data *data, unsigned milliseconds) {
    nvmlReturn_t result = enter();
    if (result) return leave(result);
    double until = elapsed() + milliseconds / 1e3;
    struct timespec pause = {0, 5000000};
    while (!next_event(set, data)) {
        if (elapsed() >= until) return leave(TIMEOUT);
        leave(SUCCESS);
        nanosleep(&pause, NULL);
        if ((result = enter())) return leave(result);
    }
    return leave(SUCCESS);
}
