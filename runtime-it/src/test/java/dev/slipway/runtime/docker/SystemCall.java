package dev.slipway.runtime.docker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One system call of x86-64 as a program of its own, which needs nothing of its image: its exit code is the errno, 0 where the
 * call succeeds.
 *
 * @param name the program's
 * @param door by which it enters the kernel
 * @param number the call's number at that door
 * @param arguments the first of the call's; the others are 0
 */
record SystemCall(String name, Door door, int number, List<Integer> arguments) {
    /** Ways into the kernel: {@code syscall}, and {@code int 0x80} of 32-bit programs, which 64-bit ones may use too. */
    enum Door {
        NATIVE,
        OF_32_BITS
    }

    private static final int BASE = 0x10000;
    private static final int HEADERS = 64 + 56;
    private static final int ARGUMENTS = HEADERS + 128;
    private static final int SIZE = ARGUMENTS + 16;
    private static final int EXIT = 60;

    static SystemCall of(String name, int number, Integer... arguments) {
        return new SystemCall(name, Door.NATIVE, number, List.of(arguments));
    }

    static SystemCall of32Bits(String name, int number, Integer... arguments) {
        return new SystemCall(name, Door.OF_32_BITS, number, List.of(arguments));
    }

    /** Socket families that lead to the host or to a part of the kernel that has been broken out of, and io_uring. */
    static List<SystemCall> closedByTodaysDocker() {
        return List.of(
                of("io_uring_setup", 425, 8),
                of("io_uring_enter", 426),
                of("io_uring_register", 427),
                of32Bits("io_uring_setup-32", 425, 8),
                of("socket-vsock", 41, 40, 1),
                of32Bits("socket-vsock-32", 359, 40, 1),
                of("socket-alg", 41, 38, 5));
    }

    /** What every Docker refuses a container that has no capability for it. */
    static List<SystemCall> closedByEveryDocker() {
        return List.of(
                of("clone-newuser", 56, 0x10000011),
                of("unshare-newuser", 272, 0x10000000),
                of("setns", 308, -1),
                of("mount", 165),
                of("open_by_handle_at", 304, -1),
                of("add_key", 248),
                of("request_key", 249),
                of("keyctl", 250),
                of("bpf", 321),
                of("perf_event_open", 298),
                of("userfaultfd", 323),
                of("kexec_load", 246),
                of("init_module", 175),
                of("quotactl", 179),
                of("personality", 135, 0x40000));
    }

    /** Of these the filter says that the kernel has no such call, so that programs do without. */
    static List<SystemCall> unknown() {
        return List.of(of("clone3", 435), of32Bits("socketcall-vsock", 102, 1, BASE + ARGUMENTS));
    }

    /** What an ordinary program does. */
    static List<SystemCall> open() {
        return List.of(
                of("socket-unix", 41, 1, 1),
                of("socket-inet", 41, 2, 1),
                of("socket-netlink", 41, 16, 3),
                of32Bits("socket-inet-32", 359, 2, 1),
                of("memfd_create", 319, BASE),
                of("inotify_init1", 294),
                of("epoll_create1", 291),
                of("personality-query", 135, -1),
                of("sched_yield", 24));
    }

    static List<SystemCall> all() {
        return Stream.of(closedByTodaysDocker(), closedByEveryDocker(), unknown(), open())
                .flatMap(List::stream)
                .toList();
    }

    /** The program, an ELF file. */
    byte[] program() {
        ByteBuffer elf = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        elf.putShort((short) 2).putShort((short) 62).putInt(1); // an executable, of x86-64
        elf.putLong(BASE + HEADERS).putLong(64).putLong(0).putInt(0);
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 1);
        elf.position(64);
        elf.putInt(1).putInt(5).putLong(0).putLong(BASE).putLong(BASE); // loaded as it is, to be read and run
        elf.putLong(SIZE).putLong(SIZE).putLong(0x1000);
        elf.position(HEADERS);
        put(elf, door == Door.NATIVE ? nativeCode() : codeOf32Bits());
        put(elf, List.of(0x89, 0xc7, 0xf7, 0xdf, 0x31, 0xd2, 0x85, 0xff)); // edi = -eax; edx = 0; is it
        put(elf, List.of(0x0f, 0x48, 0xfa)); // below 0, a success: edi = edx
        move(elf, 0xb8, EXIT);
        put(elf, List.of(0x0f, 0x05));
        elf.position(ARGUMENTS);
        elf.putInt(40).putInt(1).putInt(0); // what socketcall is pointed to: AF_VSOCK, SOCK_STREAM
        return elf.array();
    }

    private List<Integer> nativeCode() {
        return code(List.of(0xbf, 0xbe, 0xba), List.of(0x0f, 0x05)); // edi, esi, edx; syscall
    }

    private List<Integer> codeOf32Bits() {
        return code(List.of(0xbb, 0xb9, 0xba), List.of(0xcd, 0x80)); // ebx, ecx, edx; int 0x80
    }

    private List<Integer> code(List<Integer> registers, List<Integer> enter) {
        List<Integer> code = new ArrayList<>();
        add(code, 0xb8, number);
        for (int i = 0; i < registers.size(); i++) {
            add(code, registers.get(i), i < arguments.size() ? arguments.get(i) : 0);
        }
        code.addAll(enter);
        return code;
    }

    /** {@code mov}, of a number into a register. */
    private static void add(List<Integer> code, int move, int value) {
        code.add(move);
        for (int shift = 0; shift < 32; shift += 8) {
            code.add(value >> shift & 0xff);
        }
    }

    private static void move(ByteBuffer elf, int move, int value) {
        List<Integer> code = new ArrayList<>();
        add(code, move, value);
        put(elf, code);
    }

    private static void put(ByteBuffer elf, List<Integer> code) {
        code.forEach(octet -> elf.put(octet.byteValue()));
    }
}
