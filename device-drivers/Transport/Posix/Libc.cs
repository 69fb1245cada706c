using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tongtang.DeviceDrivers.Transport.Posix;

/// <summary>What is needed of the Linux C library. Numbers are those of x86-64, ARM and RISC-V; MIPS and PowerPC have others.</summary>
internal static partial class Libc
{
    public const int ReadWrite = 2;
    public const int NoControllingTerminal = 0x100;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    public const short PollIn = 1;
    public const short PollOut = 4;

    public const int LockExclusiveNow = 2 | 4;
    public const int Unlock = 8;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(SafeFileHandle file, byte* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(SafeFileHandle file, byte* bytes, nint length);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static unsafe partial int Control(SafeFileHandle file, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FileControl(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static unsafe partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFile(uint start, int flags);

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    public static partial int OpenPseudoTerminal(int flags);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    public static partial int UnlockPseudoTerminal(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    public static unsafe partial int PseudoTerminalName(SafeFileHandle file, byte* buffer, nuint length);

    public struct PollEntry
    {
        public int File;
        public short Events;
        public short Happened;
    }

    /// <summary>The numbers of errno.</summary>
    public static class Errors
    {
        public const int NotPermitted = 1;
        public const int NoEntry = 2;
        public const int Interrupted = 4;
        public const int InputOutput = 5;
        public const int NoSuchDevice = 6;
        public const int Again = 11;
        public const int AccessDenied = 13;
        public const int Busy = 16;
        public const int NoDevice = 19;
        public const int Invalid = 22;
        public const int NotATerminal = 25;
    }
}
