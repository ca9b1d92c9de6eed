/* Reads a scenario file: see README.md. */
#include "scenario.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In the order of nvmlBrandType_t. */
static const char *const BRANDS[] = {"unknown", "quadro", "tesla", "nvs", "grid", "geforce", "titan", "vapps", "vpc",
                                     "vcs", "vws", "cloudgaming", "quadrortx", "nvidiartx", "nvidia", "geforcertx", "titanrtx"};

struct reader {
    struct scenario *scenario;
    struct gpu *gpu;       /* the section, or none */
    struct change *change; /* the section, or none */
    int count;             /* GPUs of the section */
    int line;
    char *error;
    unsigned long error_size;
};

static int fail(struct reader *reader, const char *format, ...) {
    int written = snprintf(reader->error, reader->error_size, "line %d: ", reader->line);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reader->error + written, reader->error_size - (unsigned long)written, format, arguments);
    va_end(arguments);
    return -1;
}

static char *stripped(char *text) {
    while (isspace((unsigned char)*text)) text++;
    char *end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1])) *--end = 0;
    return text;
}

static int number(struct reader *reader, const char *key, const char *text, int lowest, int highest, int *into) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end || errno || value < lowest || value > highest)
        return fail(reader, "%s is a number from %d to %d, not '%s'", key, lowest, highest, text);
    *into = (int)value;
    return 0;
}

static int two_numbers(struct reader *reader, const char *key, const char *text, int *major, int *minor) {
    char rest;
    if (sscanf(text, "%3d.%2d%c", major, minor, &rest) != 2 || *major < 0 || *minor < 0)
        return fail(reader, "%s is written as 12.4, not '%s'", key, text);
    return 0;
}

static int yes(struct reader *reader, const char *key, const char *text, int *into) {
    if (!strcmp(text, "yes") || !strcmp(text, "on")) return *into = 1, 0;
    if (!strcmp(text, "no") || !strcmp(text, "off")) return *into = 0, 0;
    return fail(reader, "%s is yes or no, not '%s'", key, text);
}

static int brand(struct reader *reader, const char *text, int *into) {
    for (unsigned i = 0; i < sizeof BRANDS / sizeof *BRANDS; i++)
        if (!strcmp(text, BRANDS[i])) return *into = (int)i, 0;
    return fail(reader, "there is no brand '%s'", text);
}

static int process(struct reader *reader, struct use *use, const char *text) {
    if (use->process_count == NOT_SET) use->process_count = 0;
    if (!strcmp(text, "none")) return use->process_count = 0, 0;
    if (use->process_count == MOST_PROCESSES) return fail(reader, "more than %d processes", MOST_PROCESSES);
    struct process *next = &use->processes[use->process_count];
    char rest;
    if (sscanf(text, "%u %llu%c", &next->pid, &next->mebibytes, &rest) != 2)
        return fail(reader, "process is an id and MiB, as in '4242 20480', not '%s'", text);
    use->process_count++;
    return 0;
}

/* 1g.10gb or 1c.2g.20gb, and then perhaps +me, +gfx, -me and the like. */
static int mig_profile(const char *text, struct mig *mig) {
    int end = 0;
    if (strlen(text) >= sizeof mig->profile) return 0;
    strcpy(mig->profile, text);
    if (sscanf(text, "%1uc.%1ug.%3ugb%n", &mig->compute_slices, &mig->gpu_slices, &mig->gigabytes, &end) < 3 || !end) {
        end = 0;
        if (sscanf(text, "%1ug.%3ugb%n", &mig->gpu_slices, &mig->gigabytes, &end) < 2 || !end) return 0;
        mig->compute_slices = mig->gpu_slices;
    }
    const char *rest = text + end;
    if (!*rest) return 1;
    return (*rest == '+' || *rest == '-') && rest[1] && strspn(rest + 1, "abcdefghijklmnopqrstuvwxyz.,") == strlen(rest + 1);
}

static int mig(struct reader *reader, struct gpu *gpu, char *text) {
    gpu->mig_count = 0;
    for (char *profile = strtok(text, " "); profile; profile = strtok(NULL, " ")) {
        if (gpu->mig_count == MOST_MIG) return fail(reader, "more than %d MIG instances", MOST_MIG);
        if (!mig_profile(profile, &gpu->mig[gpu->mig_count++]))
            return fail(reader, "a MIG profile is written as 1g.10gb, not '%s'", profile);
    }
    return 0;
}

/* 1: the key is none of these. */
static int use_key(struct reader *reader, struct use *use, const char *key, const char *value) {
    if (!strcmp(key, "utilization")) return number(reader, key, value, 0, 100, &use->utilization);
    if (!strcmp(key, "temperature")) return number(reader, key, value, 0, 200, &use->temperature);
    if (!strcmp(key, "power")) return number(reader, key, value, 0, 10000, &use->power);
    if (!strcmp(key, "uncorrected")) return number(reader, key, value, 0, 1000000, &use->uncorrected);
    if (!strcmp(key, "remapped")) return number(reader, key, value, 0, 1000000, &use->remapped);
    if (!strcmp(key, "process")) return process(reader, use, value);
    if (!strcmp(key, "remapping")) {
        use->pending = !strcmp(value, "pending");
        use->failed = !strcmp(value, "failed");
        return use->pending || use->failed ? 0 : fail(reader, "remapping is pending or failed, not '%s'", value);
    }
    return 1;
}

static int gpu_key(struct reader *reader, const char *key, char *value) {
    struct gpu *gpu = reader->gpu;
    int memory;
    if (!strcmp(key, "count")) return number(reader, key, value, 1, MOST_GPUS, &reader->count);
    if (!strcmp(key, "model")) return snprintf(gpu->model, sizeof gpu->model, "%s", value), 0;
    if (!strcmp(key, "brand")) return brand(reader, value, &gpu->brand);
    if (!strcmp(key, "capability")) return two_numbers(reader, key, value, &gpu->major, &gpu->minor);
    if (!strcmp(key, "nvlink")) return number(reader, key, value, 0, 1000, &gpu->nvlink);
    if (!strcmp(key, "switch")) return number(reader, key, value, 0, 1000, &gpu->pci_switch);
    if (!strcmp(key, "numa")) return number(reader, key, value, 0, 63, &gpu->numa);
    if (!strcmp(key, "ecc")) return yes(reader, key, value, &gpu->ecc);
    if (!strcmp(key, "mig")) return mig(reader, gpu, value);
    if (!strcmp(key, "memory")) {
        if (number(reader, key, value, 1, 10000000, &memory)) return -1;
        gpu->mebibytes = (unsigned long long)memory;
        return 0;
    }
    return use_key(reader, &gpu->use, key, value);
}

static int change_key(struct reader *reader, const char *key, const char *value) {
    struct change *change = reader->change;
    if (!strcmp(key, "gpu")) return number(reader, key, value, 0, MOST_GPUS - 1, &change->gpu);
    if (!strcmp(key, "xid")) return number(reader, key, value, 1, 1000, &change->xid);
    if (!strcmp(key, "lost")) return yes(reader, key, value, &change->lost);
    if (!strcmp(key, "hang")) return number(reader, key, value, 0, 3600, &change->hang);
    return use_key(reader, &change->use, key, value);
}

static int host_key(struct reader *reader, const char *key, const char *value) {
    int major, minor;
    if (!strcmp(key, "driver")) {
        unsigned branch, release;
        if (sscanf(value, "%4u.%4u", &branch, &release) != 2) return fail(reader, "driver is written as 550.54.15, not '%s'", value);
        return snprintf(reader->scenario->driver, sizeof reader->scenario->driver, "%s", value), 0;
    }
    if (!strcmp(key, "processes"))
        return snprintf(reader->scenario->processes, sizeof reader->scenario->processes, "%s", value), 0;
    if (!strcmp(key, "cuda")) {
        if (two_numbers(reader, key, value, &major, &minor)) return -1;
        reader->scenario->cuda = major * 1000 + minor * 10;
        return 0;
    }
    return 1;
}

/* A section of GPUs ends: as many as it counts. */
static int end_section(struct reader *reader) {
    struct scenario *scenario = reader->scenario;
    if (reader->gpu) {
        if (!*reader->gpu->model) return fail(reader, "a GPU has no model");
        if (!reader->gpu->mebibytes) return fail(reader, "a GPU has no memory");
        if (scenario->gpu_count + reader->count > MOST_GPUS) return fail(reader, "more than %d GPUs", MOST_GPUS);
        for (int i = 1; i < reader->count; i++) scenario->gpus[scenario->gpu_count + i] = *reader->gpu;
        scenario->gpu_count += reader->count;
    }
    if (reader->change && (reader->change->gpu == NOT_SET && reader->change->hang == NOT_SET))
        return fail(reader, "a change names its GPU, or hangs");
    reader->gpu = NULL;
    reader->change = NULL;
    return 0;
}

static void unset(struct use *use) {
    use->utilization = use->temperature = use->power = use->uncorrected = use->remapped = NOT_SET;
    use->pending = use->failed = use->process_count = NOT_SET;
}

static int section(struct reader *reader, const char *name) {
    struct scenario *scenario = reader->scenario;
    int at;
    char rest;
    if (end_section(reader)) return -1;
    if (!strcmp(name, "[gpu]")) {
        if (scenario->gpu_count == MOST_GPUS) return fail(reader, "more than %d GPUs", MOST_GPUS);
        reader->gpu = &scenario->gpus[scenario->gpu_count];
        reader->count = 1;
        *reader->gpu = (struct gpu){.major = 8, .nvlink = NOT_SET, .pci_switch = NOT_SET, .numa = NOT_SET, .ecc = NOT_SET};
        unset(&reader->gpu->use);
        return 0;
    }
    if (sscanf(name, "[at %d%c", &at, &rest) == 2 && rest == ']' && at >= 0) {
        if (scenario->change_count == MOST_CHANGES) return fail(reader, "more than %d changes", MOST_CHANGES);
        reader->change = &scenario->changes[scenario->change_count++];
        *reader->change = (struct change){.at = at, .gpu = NOT_SET, .xid = NOT_SET, .lost = NOT_SET, .hang = NOT_SET};
        unset(&reader->change->use);
        return 0;
    }
    return fail(reader, "a section is [gpu] or [at SECONDS], not '%s'", name);
}

static int line(struct reader *reader, char *text) {
    char *comment = strchr(text, '#');
    if (comment) *comment = 0;
    text = stripped(text);
    if (!*text) return 0;
    if (*text == '[') return section(reader, text);
    char *equals = strchr(text, '=');
    if (!equals) return fail(reader, "neither 'key = value' nor a section: '%s'", text);
    *equals = 0;
    char *key = stripped(text), *value = stripped(equals + 1);
    int result = reader->gpu      ? gpu_key(reader, key, value)
                 : reader->change ? change_key(reader, key, value)
                                  : host_key(reader, key, value);
    return result == 1 ? fail(reader, "there is no '%s' here", key) : result;
}

int scenario_read(const char *path, struct scenario *into, char *error, unsigned long error_size) {
    struct reader reader = {.scenario = into, .error = error, .error_size = error_size};
    FILE *file = fopen(path, "r");
    if (!file) {
        snprintf(error, error_size, "%s: %s", path, strerror(errno));
        return -1;
    }
    memset(into, 0, sizeof *into);
    char text[1024];
    int result = 0;
    while (!result && fgets(text, sizeof text, file)) {
        reader.line++;
        result = line(&reader, text);
    }
    fclose(file);
    if (!result) result = end_section(&reader);
    if (!result && (!*into->driver || !into->cuda)) result = fail(&reader, "driver and cuda are missing");
    for (int i = 0; !result && i < into->change_count; i++)
        if (into->changes[i].gpu >= into->gpu_count)
            result = fail(&reader, "a change is about GPU %d; there are %d", into->changes[i].gpu, into->gpu_count);
    return result;
}

int scenario_live(const char *path, struct live *into) {
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    char text[128];
    int count = 0;
    while (count < MOST_LIVE && fgets(text, sizeof text, file)) {
        struct live *next = &into[count];
        if (sscanf(text, "%d %u %llu", &next->gpu, &next->process.pid, &next->process.mebibytes) == 3) count++;
    }
    fclose(file);
    return count;
}
