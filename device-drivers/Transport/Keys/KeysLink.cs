using System.Runtime.InteropServices;
using Tongtang.DeviceDrivers.Transport.Posix;

namespace Tongtang.DeviceDrivers.Transport.Keys;

/// <summary>
/// A keyboard of the Linux kernel, /dev/input/by-id/…-event-kbd: a stream of <see cref="InputEvent"/>s. It is kept from the desktop
/// (EVIOCGRAB), so that a key panel types nowhere. Anything else that gives such a stream will do.
/// </summary>
internal sealed class KeysLink : ILink
{
    private const nuint Grab = 0x40044590;
    private readonly PosixFile _file;
    private readonly string _path;

    private KeysLink(PosixFile file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <exception cref="DeviceException"><see cref="DeviceProblems.PortMissing"/>, <see cref="DeviceProblems.PortDenied"/>, <see cref="DeviceProblems.PortBusy"/>.</exception>
    public static KeysLink Open(string path)
    {
        if (!OperatingSystem.IsLinux()) throw new DeviceException(DeviceProblems.PortMissing, $"{path}: keyboards are read on Linux only");
        var file = PosixFile.Open(path, Libc.NoControllingTerminal);
        if (Libc.Control(file.Handle, Grab, 1) == 0 || Marshal.GetLastPInvokeError() is Libc.Errors.NotATerminal or Libc.Errors.Invalid) return new KeysLink(file, path);
        var error = PosixFile.NotOpened(path, Marshal.GetLastPInvokeError());
        file.Dispose();
        throw error;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken) =>
        throw new DeviceException(DeviceProblems.Unexpected, $"{_path}: a keyboard takes nothing");

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var length = await _file.ReadAsync(buffer, cancellationToken);
        return length > 0 ? length : throw new DeviceException(DeviceProblems.LinkLost, $"{_path}: it was unplugged");
    }

    public ValueTask DisposeAsync()
    {
        if (!_file.Handle.IsClosed) _ = Libc.Control(_file.Handle, Grab, 0);
        _file.Dispose();
        return ValueTask.CompletedTask;
    }
}
