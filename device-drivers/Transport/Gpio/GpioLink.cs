using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tongtang.DeviceDrivers.Transport.Posix;

namespace Tongtang.DeviceDrivers.Transport.Gpio;

/// <summary>
/// Lines of a GPIO chip by the kernel's character device, version 2 (Linux 5.10): in come <see cref="GpioEdge"/>s of 48 bytes, out go
/// values of 16 bytes (<see cref="GpioEdge.Values"/>). A path that is no chip but a stream of the same is taken as one.
/// </summary>
internal sealed class GpioLink : ILink
{
    private readonly PosixFile _file;
    // The chip's numbers in the order of the request; of a stream that is no chip null.
    private readonly uint[]? _offsets;

    private GpioLink(PosixFile file, uint[]? offsets)
    {
        _file = file;
        _offsets = offsets;
    }

    /// <exception cref="DeviceException"><see cref="DeviceProblems.PortMissing"/>, <see cref="DeviceProblems.PortDenied"/>, <see cref="DeviceProblems.PortBusy"/>.</exception>
    public static GpioLink Open(string path, GpioLines lines)
    {
        if (!OperatingSystem.IsLinux()) throw new DeviceException(DeviceProblems.PortMissing, $"{path}: GPIO lines are there on Linux only");
        var chip = PosixFile.Open(path, Libc.ReadWrite | Libc.NoControllingTerminal);
        try
        {
            if (Request(chip.Handle, path, lines, out var offsets) is not { } requested) return new GpioLink(chip, null);
            chip.Dispose();
            return new GpioLink(new PosixFile(new SafeFileHandle(requested, ownsHandle: true), path), offsets);
        }
        catch
        {
            chip.Dispose();
            throw;
        }
    }

    public unsafe ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken)
    {
        if (_offsets is null) return _file.WriteAsync(bytes, cancellationToken);
        fixed (byte* values = bytes.Span)
        {
            if (Libc.Control(_file.Handle, GpioRequest.SetValues, values) < 0) throw new DeviceException(DeviceProblems.LinkLost, $"GPIO: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var length = await _file.ReadAsync(buffer, cancellationToken);
        if (length == 0) throw new DeviceException(DeviceProblems.LinkLost, "the GPIO chip is gone");
        // The kernel gives whole events only.
        for (var at = 0; _offsets is not null && at + GpioEdge.Length <= length; at += GpioEdge.Length) GpioEdge.Renumber(buffer.Span[at..], _offsets);
        return length;
    }

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The requested lines' file; null: the path is no chip.</summary>
    private static unsafe int? Request(SafeFileHandle chip, string path, GpioLines lines, out uint[] offsets)
    {
        offsets = [];
        var info = stackalloc byte[GpioRequest.ChipInfoLength];
        if (Libc.Control(chip, GpioRequest.GetChipInfo, info) < 0) return null;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(info + 64, 4));
        offsets = [.. lines.Names.Select(name => Offset(chip, path, name, count))];
        var request = GpioRequest.Build(lines, offsets);
        fixed (byte* bytes = request)
        {
            if (Libc.Control(chip, GpioRequest.GetLine, bytes) < 0) throw PosixFile.NotOpened(path, Marshal.GetLastPInvokeError());
        }

        var file = GpioRequest.File(request);
        // The request's file blocks until it is told otherwise.
        const int GetFlags = 3, SetFlags = 4;
        using var handle = new SafeFileHandle(file, ownsHandle: false);
        _ = Libc.FileControl(handle, SetFlags, Libc.FileControl(handle, GetFlags, 0) | Libc.NonBlocking);
        return file;
    }

    /// <summary>By name first, since numbers differ from board to board; else the name is the number.</summary>
    private static unsafe uint Offset(SafeFileHandle chip, string path, string name, uint count)
    {
        var info = stackalloc byte[GpioRequest.LineInfoLength];
        for (uint line = 0; line < count; line++)
        {
            new Span<byte>(info, GpioRequest.LineInfoLength).Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(info + 64, 4), line);
            if (Libc.Control(chip, GpioRequest.GetLineInfo, info) == 0 && Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(info)) == name) return line;
        }

        return uint.TryParse(name, out var number) && number < count ? number : throw new DeviceException(DeviceProblems.SettingInvalid, $"{path} has no line \"{name}\"; it has {count}, by name or number from 0");
    }
}

/// <summary>Which lines, and how.</summary>
internal sealed record GpioLines
{
    /// <summary>Names or numbers; edges and values count them from 0 in this order.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    public bool Output { get; init; }

    /// <summary>Low is on.</summary>
    public bool ActiveLow { get; init; }

    /// <summary>A resistor holds an open line at the side that is off.</summary>
    public bool Pull { get; init; } = true;

    /// <summary>The chip, or the kernel for it, keeps back what is shorter.</summary>
    public TimeSpan Debounce { get; init; }
}
