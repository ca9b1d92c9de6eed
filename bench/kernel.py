"""Runs a CUDA kernel by the driver's library alone, found by its name, and says whether it computed right."""
import ctypes

PTX = rb"""
.version 7.0
.target sm_70
.address_size 64
.visible .entry triple(.param .u64 numbers) {
  .reg .u32 %r<4>;
  .reg .u64 %rd<4>;
  ld.param.u64 %rd1, [numbers];
  cvta.to.global.u64 %rd2, %rd1;
  mov.u32 %r1, %tid.x;
  mul.wide.u32 %rd3, %r1, 4;
  add.u64 %rd2, %rd2, %rd3;
  ld.global.u32 %r2, [%rd2];
  mul.lo.u32 %r3, %r2, 3;
  st.global.u32 [%rd2], %r3;
  ret;
}
"""
COUNT = 256

cuda = ctypes.CDLL("libcuda.so.1")


def call(name, *arguments):
    result = getattr(cuda, name)(*arguments)
    if result != 0:
        raise SystemExit(f"{name} answers {result}")


version, device, context = ctypes.c_int(), ctypes.c_int(), ctypes.c_void_p()
module, kernel, memory = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_uint64()
name = ctypes.create_string_buffer(100)
numbers = (ctypes.c_uint32 * COUNT)(*range(COUNT))

call("cuInit", 0)
call("cuDriverGetVersion", ctypes.byref(version))
call("cuDeviceGet", ctypes.byref(device), 0)
call("cuDeviceGetName", name, len(name), device)
call("cuDevicePrimaryCtxRetain", ctypes.byref(context), device)
call("cuCtxSetCurrent", context)
call("cuModuleLoadData", ctypes.byref(module), ctypes.c_char_p(PTX))  # compiles it, by libnvidia-ptxjitcompiler.so.1
call("cuModuleGetFunction", ctypes.byref(kernel), module, b"triple")
call("cuMemAlloc_v2", ctypes.byref(memory), ctypes.c_size_t(4 * COUNT))
call("cuMemcpyHtoD_v2", memory, numbers, ctypes.c_size_t(4 * COUNT))
arguments = (ctypes.c_void_p * 1)(ctypes.cast(ctypes.pointer(memory), ctypes.c_void_p))
call("cuLaunchKernel", kernel, 1, 1, 1, COUNT, 1, 1, 0, None, arguments, None)
call("cuCtxSynchronize")
call("cuMemcpyDtoH_v2", numbers, memory, ctypes.c_size_t(4 * COUNT))
if list(numbers) != [3 * n for n in range(COUNT)]:
    raise SystemExit("the kernel computed wrong")
print(f"{name.value.decode()}, CUDA {version.value // 1000}.{version.value % 1000 // 10}: {COUNT} numbers tripled")
