using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Posix;
using Tongtang.DeviceDrivers.Transport.Serial;

namespace Tongtang.DeviceDrivers.Simulation;

/// <summary>The device's end of a pseudo terminal of Linux; <see cref="Path"/> is the port that a driver opens.</summary>
internal sealed class PtyLine : ILink
{
    private const int RoomMilliseconds = 100;
    private readonly PosixFile _device;
    private readonly PosixFile _port;

    private PtyLine(PosixFile device, PosixFile port, string path)
    {
        _device = device;
        _port = port;
        Path = path;
    }

    public string Path { get; }

    public static PtyLine Open()
    {
        var number = Libc.OpenPseudoTerminal(Libc.ReadWrite | Libc.NoControllingTerminal | Libc.NonBlocking | Libc.CloseOnExec);
        if (number < 0) throw new DeviceException(DeviceProblems.PortMissing, $"pseudo terminal: {Marshal.GetLastPInvokeErrorMessage()}");
        var device = new PosixFile(new SafeFileHandle(number, ownsHandle: true), "pseudo terminal");
        if (Libc.UnlockPseudoTerminal(device.Handle) < 0) throw new DeviceException(DeviceProblems.PortMissing, $"pseudo terminal: {Marshal.GetLastPInvokeErrorMessage()}");
        var path = NameOf(device);
        // Held open, so that a driver may come and go; and raw from the beginning, so that nothing is echoed before one comes.
        var port = PosixFile.Open(path, Libc.ReadWrite | Libc.NoControllingTerminal);
        Termios.Apply(port.Handle, new DeviceConnection { Kind = ConnectionKind.Serial, Path = path });
        return new PtyLine(device, port, path);
    }

    /// <summary>As a wire does it: what nobody takes is lost.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(RoomMilliseconds);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _device.WriteAsync(bytes, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody reads.
        }
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => _device.ReadAsync(buffer, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _device.Dispose();
        _port.Dispose();
        return ValueTask.CompletedTask;
    }

    private static unsafe string NameOf(PosixFile device)
    {
        var name = stackalloc byte[128];
        if (Libc.PseudoTerminalName(device.Handle, name, 128) != 0) throw new DeviceException(DeviceProblems.PortMissing, "a pseudo terminal without a name");
        return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
    }
}
