using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tongtang.DeviceDrivers.Transport.Serial;

/// <summary>A serial port of Windows, by overlapped input and output. Windows opens a port only once.</summary>
internal sealed partial class WindowsSerialLink : ILink
{
    private const uint GenericReadWrite = 0xC0000000;
    private const uint OpenExisting = 3;
    private const uint Overlapped = 0x40000000;
    private const uint PurgeAll = 0x0F;
    private readonly FileStream _stream;
    private readonly string _path;

    private WindowsSerialLink(FileStream stream, string path)
    {
        _stream = stream;
        _path = path;
    }

    /// <inheritdoc cref="SerialLink.Open"/>
    public static WindowsSerialLink Open(DeviceConnection connection)
    {
        var handle = CreateFile($@"\\.\{connection.Path}", GenericReadWrite, 0, 0, OpenExisting, Overlapped, 0);
        if (handle.IsInvalid) throw NotOpened(connection.Path, Marshal.GetLastPInvokeError());
        try
        {
            SetUp(handle, connection);
            return new WindowsSerialLink(new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0, isAsync: true), connection.Path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(bytes, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new DeviceException(DeviceProblems.LinkLost, $"{_path}: {error.Message}", error);
        }
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            // A read that the port's own time limit ended is no end of the port.
            int length;
            do length = await _stream.ReadAsync(buffer, cancellationToken);
            while (length == 0);
            return length;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new DeviceException(DeviceProblems.LinkLost, $"{_path}: {error.Message}", error);
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static void SetUp(SafeFileHandle handle, DeviceConnection connection)
    {
        var control = new DeviceControlBlock { Length = (uint)Marshal.SizeOf<DeviceControlBlock>() };
        if (!GetCommState(handle, ref control)) throw new DeviceException(DeviceProblems.PortMissing, $"{connection.Path} is no serial port: {Marshal.GetLastPInvokeErrorMessage()}");
        control.Baud = (uint)connection.Baud;
        // Binary, DTR on; RTS on, or raised while sending.
        const uint Binary = 1, CheckParity = 2, DtrOn = 1 << 4, RtsOn = 1 << 12, RtsWhileSending = 3 << 12;
        control.Flags = Binary | DtrOn | (connection.Rs485 ? RtsWhileSending : RtsOn) | (connection.Parity == SerialParity.None ? 0 : CheckParity);
        control.DataBits = (byte)connection.DataBits;
        control.Parity = (byte)connection.Parity;
        control.StopBits = (byte)(connection.StopBits == 2 ? 2 : 0);
        if (!SetCommState(handle, ref control))
            throw new DeviceException(DeviceProblems.SettingInvalid, $"{connection.Path} cannot do {connection.Baud} baud, {connection.DataBits} data bits, parity {connection.Parity}, {connection.StopBits} stop bits: {Marshal.GetLastPInvokeErrorMessage()}");
        // All ones: a read ends with the first bytes that are there; without any after a minute, to be begun again.
        var times = new Timeouts { ReadInterval = uint.MaxValue, ReadPerByte = uint.MaxValue, Read = 60_000 };
        if (!SetCommTimeouts(handle, ref times)) throw new DeviceException(DeviceProblems.PortMissing, $"{connection.Path}: {Marshal.GetLastPInvokeErrorMessage()}");
        PurgeComm(handle, PurgeAll);
    }

    private static DeviceException NotOpened(string path, int error) => error switch
    {
        // Windows says "access denied" of a port that is open already.
        5 or 32 => new(DeviceProblems.PortBusy, $"{path}: another program or device has it open"),
        _ => new(DeviceProblems.PortMissing, $"{path}: {Marshal.GetPInvokeErrorMessage(error)}"),
    };

    [LibraryImport("kernel32.dll", EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeFileHandle CreateFile(string name, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetCommState(SafeFileHandle port, ref DeviceControlBlock control);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetCommState(SafeFileHandle port, ref DeviceControlBlock control);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetCommTimeouts(SafeFileHandle port, ref Timeouts times);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool PurgeComm(SafeFileHandle port, uint what);

    /// <summary>DCB of winbase.h.</summary>
    private struct DeviceControlBlock
    {
        public uint Length;
        public uint Baud;
        public uint Flags;
        public ushort Reserved;
        public ushort XonLimit;
        public ushort XoffLimit;
        public byte DataBits;
        public byte Parity;
        public byte StopBits;
        public byte XonChar;
        public byte XoffChar;
        public byte ErrorChar;
        public byte EofChar;
        public byte EventChar;
        public ushort Reserved1;
    }

    /// <summary>COMMTIMEOUTS of winbase.h.</summary>
    private struct Timeouts
    {
        public uint ReadInterval;
        public uint ReadPerByte;
        public uint Read;
        public uint WritePerByte;
        public uint Write;
    }
}
