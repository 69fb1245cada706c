using System.Buffers.Binary;

namespace Tongtang.DeviceDrivers.Transport.Keys;

/// <summary>What the kernel says of a key: struct input_event of 64-bit Linux, 24 bytes. Pure.</summary>
/// <param name="Type">1: a key.</param>
/// <param name="Code">See <see cref="KeyNames"/>.</param>
/// <param name="Value">1 down, 2 held, 0 up.</param>
internal readonly record struct InputEvent(ushort Type, ushort Code, int Value)
{
    public const int Length = 24;
    public const ushort Key = 1;

    /// <summary>Events have neither start nor checksum; their time and kind show when a stream is out of step.</summary>
    public static FrameCutter Frames { get; } = received => received.Length < Length ? FrameCut.More : IsPlausible(received) ? new(0, Length) : new(1, 0);

    public static InputEvent Read(ReadOnlySpan<byte> frame) =>
        new(BinaryPrimitives.ReadUInt16LittleEndian(frame[16..]), BinaryPrimitives.ReadUInt16LittleEndian(frame[18..]), BinaryPrimitives.ReadInt32LittleEndian(frame[20..]));

    /// <summary>When the kernel heard it, in microseconds: nearer to the truth than when it is read.</summary>
    public static long At(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt64LittleEndian(frame) * 1_000_000 + BinaryPrimitives.ReadInt64LittleEndian(frame[8..]);

    public byte[] Write(DateTimeOffset at)
    {
        var frame = new byte[Length];
        var microseconds = at.ToUnixTimeMilliseconds() * 1000;
        BinaryPrimitives.WriteInt64LittleEndian(frame, microseconds / 1_000_000);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(8), microseconds % 1_000_000);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(16), Type);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(18), Code);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(20), Value);
        return frame;
    }

    private static bool IsPlausible(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadInt64LittleEndian(frame) is >= 0 and < 1L << 36 && BinaryPrimitives.ReadInt64LittleEndian(frame[8..]) is >= 0 and < 1_000_000 && Read(frame).Type <= 31;
}
