using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tongtang.DeviceDrivers.Transport.Posix;

/// <summary>An open device file of Linux that nobody blocks on. One reader and one writer at a time.</summary>
internal sealed class PosixFile : IDisposable
{
    private readonly string _name;
    private readonly int _number;
    private int _disposed;

    /// <param name="handle">Open and non-blocking; its owner from now on is this.</param>
    public PosixFile(SafeFileHandle handle, string name)
    {
        Handle = handle;
        _number = (int)handle.DangerousGetHandle();
        _name = name;
    }

    public SafeFileHandle Handle { get; }

    /// <exception cref="DeviceException"><see cref="DeviceProblems.PortMissing"/>, <see cref="DeviceProblems.PortDenied"/>, <see cref="DeviceProblems.PortBusy"/>.</exception>
    public static PosixFile Open(string path, int flags)
    {
        var number = Libc.Open(path, flags | Libc.NonBlocking | Libc.CloseOnExec);
        return number >= 0 ? new PosixFile(new SafeFileHandle(number, ownsHandle: true), path) : throw NotOpened(path, Marshal.GetLastPInvokeError());
    }

    /// <summary>What errno says about a device file that could not be opened or set up.</summary>
    public static DeviceException NotOpened(string path, int error) => error switch
    {
        Libc.Errors.AccessDenied or Libc.Errors.NotPermitted => new(DeviceProblems.PortDenied, $"{path}: {Marshal.GetPInvokeErrorMessage(error)}; the service's user must be in the group that the file belongs to"),
        Libc.Errors.Busy or Libc.Errors.Again => new(DeviceProblems.PortBusy, $"{path}: another program or device has it open"),
        _ => new(DeviceProblems.PortMissing, $"{path}: {Marshal.GetPInvokeErrorMessage(error)}"),
    };

    /// <returns>0: the other end is gone.</returns>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.LinkLost"/>: unplugged, or closed by us.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(buffer.Span) is { } length) return length;
            await WaitAsync(Libc.PollIn, cancellationToken);
        }
    }

    /// <exception cref="DeviceException"><see cref="DeviceProblems.LinkLost"/>.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Write(bytes.Span) is { } written) bytes = bytes[written..];
            else await WaitAsync(Libc.PollOut, cancellationToken);
        }
    }

    /// <summary>How many bytes were written; null when there is no room now.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.LinkLost"/>.</exception>
    public unsafe int? Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            try
            {
                return Taken(Libc.Write(Handle, first, bytes.Length));
            }
            catch (ObjectDisposedException error)
            {
                throw Closed(error);
            }
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        Readiness.Shared.Forget(_number);
        Handle.Dispose();
    }

    private unsafe int? Read(Span<byte> buffer)
    {
        fixed (byte* first = buffer)
        {
            try
            {
                return Taken(Libc.Read(Handle, first, buffer.Length));
            }
            catch (ObjectDisposedException error)
            {
                throw Closed(error);
            }
        }
    }

    private int? Taken(nint result)
    {
        if (result >= 0) return (int)result;
        return Marshal.GetLastPInvokeError() switch
        {
            Libc.Errors.Again => null,
            Libc.Errors.Interrupted => null,
            var error => throw new DeviceException(DeviceProblems.LinkLost, $"{_name}: {Marshal.GetPInvokeErrorMessage(error)}; it was unplugged"),
        };
    }

    private async Task WaitAsync(short events, CancellationToken cancellationToken)
    {
        try
        {
            await Readiness.Shared.WaitAsync(_number, events, cancellationToken);
        }
        catch (ObjectDisposedException error)
        {
            throw Closed(error);
        }
    }

    private DeviceException Closed(Exception error) => new(DeviceProblems.LinkLost, $"{_name}: closed", error);
}
