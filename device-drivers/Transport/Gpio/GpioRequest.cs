using System.Buffers.Binary;
using System.Text;

namespace Tongtang.DeviceDrivers.Transport.Gpio;

/// <summary>The structures of linux/gpio.h, version 2. Pure.</summary>
internal static class GpioRequest
{
    public const nuint GetChipInfo = 0x8044B401;
    public const nuint GetLineInfo = 0xC100B405;
    public const nuint GetLine = 0xC250B407;
    public const nuint SetValues = 0xC010B40F;
    public const int ChipInfoLength = 68;
    public const int LineInfoLength = 256;
    public const int Length = 592;

    private const ulong ActiveLow = 2;
    private const ulong Input = 4;
    private const ulong Output = 8;
    private const ulong BothEdges = 16 | 32;
    private const ulong PullUp = 256;
    private const ulong PullDown = 512;
    private const uint DebounceAttribute = 3;

    /// <summary>struct gpio_v2_line_request.</summary>
    public static byte[] Build(GpioLines lines, IReadOnlyList<uint> offsets)
    {
        var request = new byte[Length];
        for (var i = 0; i < offsets.Count; i++) BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(i * 4), offsets[i]);
        Encoding.ASCII.GetBytes("tongtang").CopyTo(request.AsSpan(256));
        var flags = lines.Output ? Output : Input | BothEdges;
        if (lines.ActiveLow) flags |= ActiveLow;
        if (!lines.Output && lines.Pull) flags |= lines.ActiveLow ? PullUp : PullDown;
        BinaryPrimitives.WriteUInt64LittleEndian(request.AsSpan(288), flags);
        if (!lines.Output && lines.Debounce > TimeSpan.Zero)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(296), 1);
            BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(320), DebounceAttribute);
            BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(328), (uint)lines.Debounce.TotalMicroseconds);
            BinaryPrimitives.WriteUInt64LittleEndian(request.AsSpan(336), ulong.MaxValue >> (64 - offsets.Count));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(560), (uint)offsets.Count);
        return request;
    }

    /// <summary>What the kernel put there.</summary>
    public static int File(ReadOnlySpan<byte> request) => BinaryPrimitives.ReadInt32LittleEndian(request[588..]);
}

/// <summary>What the kernel says of a line: struct gpio_v2_line_event. Pure.</summary>
/// <param name="Nanoseconds">Of a clock that only runs forward.</param>
/// <param name="Rising">The line went on, or off.</param>
/// <param name="Line">Counted from 0 in the order in which the lines were asked for.</param>
internal readonly record struct GpioEdge(ulong Nanoseconds, bool Rising, uint Line)
{
    public const int Length = 48;

    public static FrameCutter Frames { get; } = received =>
        received.Length < Length ? FrameCut.More : BinaryPrimitives.ReadUInt32LittleEndian(received[8..]) is 1 or 2 && !received[24..Length].ContainsAnyExcept((byte)0) ? new(0, Length) : new(1, 0);

    public static GpioEdge Read(ReadOnlySpan<byte> frame) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(frame), BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]) == 1, BinaryPrimitives.ReadUInt32LittleEndian(frame[12..]));

    public byte[] Write()
    {
        var frame = new byte[Length];
        BinaryPrimitives.WriteUInt64LittleEndian(frame, Nanoseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), Rising ? 1u : 2u);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12), Line);
        return frame;
    }

    /// <summary>Puts the line's place in the request where the kernel has the chip's number.</summary>
    public static void Renumber(Span<byte> frame, ReadOnlySpan<uint> offsets)
    {
        var place = offsets.IndexOf(BinaryPrimitives.ReadUInt32LittleEndian(frame[12..]));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[12..], place < 0 ? uint.MaxValue : (uint)place);
    }

    /// <summary>struct gpio_v2_line_values: one line of those that were asked for.</summary>
    public static byte[] Values(int index, bool on)
    {
        var values = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(values, on ? 1ul << index : 0);
        BinaryPrimitives.WriteUInt64LittleEndian(values.AsSpan(8), 1ul << index);
        return values;
    }
}
