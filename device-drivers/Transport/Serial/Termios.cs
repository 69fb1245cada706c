using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tongtang.DeviceDrivers.Transport.Posix;

namespace Tongtang.DeviceDrivers.Transport.Serial;

/// <summary>
/// How a Linux terminal treats bytes: struct termios2 of asm-generic/termbits.h, which unlike the C library's takes any
/// speed. Every byte goes through as it is.
/// </summary>
internal static unsafe class Termios
{
    private const nuint Get = 0x802C542A;
    private const nuint Set = 0x402C542B;

    // c_iflag
    private const uint IgnoreBreak = 1;
    private const uint CheckParity = 0x10;

    // c_cflag
    private const uint TwoStopBits = 0x40;
    private const uint Receive = 0x80;
    private const uint Parity = 0x100;
    private const uint OddParity = 0x200;
    private const uint NoModemLines = 0x800;
    private const uint AnySpeed = 0x1000;

    /// <exception cref="DeviceException">No serial port, or one that cannot do this speed.</exception>
    public static void Apply(SafeFileHandle port, DeviceConnection connection)
    {
        Struct set = default;
        set.Control = Receive | NoModemLines | AnySpeed | ((uint)(connection.DataBits - 5) << 4);
        if (connection.StopBits == 2) set.Control |= TwoStopBits;
        if (connection.Parity != SerialParity.None) set.Control |= Parity;
        if (connection.Parity == SerialParity.Odd) set.Control |= OddParity;
        // A byte of wrong parity is read as zero, and the protocol's checksum finds it.
        set.Input = IgnoreBreak | (connection.Parity == SerialParity.None ? 0 : CheckParity);
        set.InputSpeed = set.OutputSpeed = (uint)connection.Baud;
        // One byte is enough to be told (VMIN 1, VTIME 0): no bytes then means hung up.
        set.Characters[6] = 1;
        Struct got;
        if (Libc.Control(port, Set, &set) < 0 || Libc.Control(port, Get, &got) < 0) throw new DeviceException(DeviceProblems.PortMissing, $"{connection.Path} is no serial port: {Marshal.GetLastPInvokeErrorMessage()}");
        // A receiver stands about three per cent.
        if (Math.Abs((double)got.OutputSpeed - connection.Baud) > connection.Baud * 0.03)
            throw new DeviceException(DeviceProblems.SettingInvalid, $"baud is {connection.Baud}; {connection.Path} can only do {got.OutputSpeed}");
    }

    private struct Struct
    {
        public uint Input;
        public uint Output;
        public uint Control;
        public uint Local;
        public byte Line;
        public fixed byte Characters[19];
        public uint InputSpeed;
        public uint OutputSpeed;
    }
}
