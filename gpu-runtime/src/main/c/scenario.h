/* What a scenario file says. */
#ifndef SLIPWAY_SCENARIO_H
#define SLIPWAY_SCENARIO_H

#define MOST_GPUS 64
#define MOST_CHANGES 256
#define MOST_PROCESSES 32
#define MOST_LIVE 1024
#define MOST_MIG 8

enum { NOT_SET = -1 };

struct process {
    unsigned pid;
    unsigned long long mebibytes;
};

struct mig {
    unsigned compute_slices, gpu_slices, gigabytes;
    char profile[32];
};

/* What changes with time; NOT_SET: stays, or, in a GPU, is not supported by it. */
struct use {
    int utilization, temperature, power, uncorrected, remapped, pending, failed;
    int process_count;
    struct process processes[MOST_PROCESSES];
};

struct gpu {
    char model[96];
    int brand, major, minor, nvlink, pci_switch, numa, ecc;
    unsigned long long mebibytes;
    int mig_count;
    struct mig mig[MOST_MIG];
    struct use use;
    int lost;
};

struct change {
    int at; /* seconds */
    int gpu, xid, lost, hang;
    struct use use;
    int applied;
};

/* A process of the list that changes while the library is in use. */
struct live {
    int gpu;
    struct process process;
};

struct scenario {
    char driver[80];
    char processes[1024]; /* the list's file; empty: there is none */
    int cuda; /* 12040: 12.4 */
    int gpu_count;
    struct gpu gpus[MOST_GPUS];
    int change_count;
    struct change changes[MOST_CHANGES];
};

/* Reads a file; 0, or -1 with the line and the reason in the text. */
int scenario_read(const char *path, struct scenario *into, char *error, unsigned long error_size);

/* Reads the list of processes anew; how many there are, no more than MOST_LIVE. A file that is not there lists none. */
int scenario_live(const char *path, struct live *into);

#endif
