using System.Runtime.InteropServices;
using Tongtang.DeviceDrivers.Transport.Posix;

namespace Tongtang.DeviceDrivers.Transport.Serial;

/// <summary>
/// A serial port of Linux. Two locks keep it for one device: TIOCEXCL against other programs (root's excepted), flock against
/// other devices of this process and against programs that ask for it (minicom, pyserial with exclusive=True).
/// </summary>
internal sealed class LinuxSerialLink : ILink
{
    private const nuint Exclusive = 0x540C;
    private const nuint NotExclusive = 0x540D;
    private const nuint Flush = 0x540B;
    private const int FlushBoth = 2;
    private const nuint SetRs485 = 0x542F;
    private readonly PosixFile _file;
    private readonly string _path;

    private LinuxSerialLink(PosixFile file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <inheritdoc cref="SerialLink.Open"/>
    public static LinuxSerialLink Open(DeviceConnection connection)
    {
        var file = PosixFile.Open(connection.Path, Libc.ReadWrite | Libc.NoControllingTerminal);
        try
        {
            if (Libc.Lock(file.Handle, Libc.LockExclusiveNow) < 0 || Libc.Control(file.Handle, Exclusive, 0) < 0) throw Refused(connection.Path);
            Termios.Apply(file.Handle, connection);
            if (connection.Rs485) SwitchDirection(file, connection.Path);
            // What came in before belongs to nobody's question.
            _ = Libc.Control(file.Handle, Flush, FlushBoth);
            return new LinuxSerialLink(file, connection.Path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken) => _file.WriteAsync(bytes, cancellationToken);

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var length = await _file.ReadAsync(buffer, cancellationToken);
        // A terminal that was hung up reads as ended; no device does that by itself.
        return length > 0 ? length : throw new DeviceException(DeviceProblems.LinkLost, $"{_path}: it was unplugged");
    }

    public ValueTask DisposeAsync()
    {
        if (_file.Handle.IsClosed) return ValueTask.CompletedTask;
        // By hand, since a sleeping poll may hold the port open for a moment after it is closed.
        _ = Libc.Control(_file.Handle, NotExclusive, 0);
        _ = Libc.Lock(_file.Handle, Libc.Unlock);
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The kernel raises RTS while it sends, to the bit; programs are too slow for that.</summary>
    private static unsafe void SwitchDirection(PosixFile file, string path)
    {
        const uint Enabled = 1, RtsWhileSending = 2;
        var settings = stackalloc uint[8];
        settings[0] = Enabled | RtsWhileSending;
        if (Libc.Control(file.Handle, SetRs485, settings) < 0)
            throw new DeviceException(DeviceProblems.SettingInvalid, $"rs485 is true; {path} does not switch its direction ({Marshal.GetLastPInvokeErrorMessage()}). USB adapters do it themselves: leave it off");
    }

    private static DeviceException Refused(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return error == Libc.Errors.NotATerminal ? new DeviceException(DeviceProblems.PortMissing, $"{path} is no serial port") : PosixFile.NotOpened(path, error);
    }
}
