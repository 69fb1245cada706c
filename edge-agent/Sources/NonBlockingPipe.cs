using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>
/// Reads what a pipe holds now and never waits. .NET's asynchronous reads register the pipe with epoll, which wakes a
/// thread for every frame that ffmpeg writes: with two cameras that alone cost more than both ffmpegs.
/// </summary>
internal sealed partial class NonBlockingPipe
{
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int NonBlocking = 0x800;
    private const int SetPipeSize = 1031;
    private const int TryAgain = 11;
    private const int Interrupted = 4;
    private const int PipeBytes = 1024 * 1024;
    private readonly PipeStream _pipe;

    public NonBlockingPipe(PipeStream pipe)
    {
        _pipe = pipe;
        if (!OperatingSystem.IsLinux()) return;
        var descriptor = (int)pipe.SafePipeHandle.DangerousGetHandle();
        _ = Control(descriptor, SetFlags, Control(descriptor, GetFlags, 0) | NonBlocking);
        // A megabyte, two seconds of a camera; the kernel says no for a socket, which is large enough for sound.
        _ = Control(descriptor, SetPipeSize, PipeBytes);
    }

    /// <summary>Returns how many bytes there were; 0: none now; −1: the writer is gone.</summary>
    /// <exception cref="IOException">The pipe is broken.</exception>
    public int Read(Memory<byte> buffer) => OperatingSystem.IsLinux() ? ReadOnLinux(buffer.Span) : ReadOnWindows(buffer.Span);

    private unsafe int ReadOnLinux(Span<byte> buffer)
    {
        while (true)
        {
            nint count;
            fixed (byte* first = buffer) count = ReadDescriptor((int)_pipe.SafePipeHandle.DangerousGetHandle(), first, buffer.Length);
            if (count > 0) return (int)count;
            if (count == 0) return -1;
            var error = Marshal.GetLastPInvokeError();
            if (error == TryAgain) return 0;
            if (error != Interrupted) throw new IOException($"Reading a capture failed: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    private int ReadOnWindows(Span<byte> buffer)
    {
        if (!Peek(_pipe.SafePipeHandle.DangerousGetHandle(), 0, 0, 0, out var available, 0)) return -1;
        return available == 0 ? 0 : _pipe.Read(buffer[..(int)Math.Min(available, buffer.Length)]);
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadDescriptor(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int value);

    [LibraryImport("kernel32.dll", EntryPoint = "PeekNamedPipe", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Peek(nint pipe, nint buffer, uint size, nint read, out uint available, nint left);
}
