using System.Buffers.Binary;

namespace Tongtang.DeviceDrivers.Visca;

/// <summary>The eight bytes that "VISCA over IP" puts before each message, one message in a datagram. Pure.</summary>
/// <remarks>Sony, AViPAS: type (2), length (2), sequence number (4), most significant byte first.</remarks>
internal static class ViscaHeader
{
    public const ushort Command = 0x0100;
    public const ushort Inquiry = 0x0110;
    public const ushort Reply = 0x0111;
    public const ushort Control = 0x0200;
    public const ushort ControlReply = 0x0201;
    private const int Length = 8;
    private const int LongestMessage = 16;

    /// <summary>Begin to count anew; its own number does not count.</summary>
    public static byte[] Reset { get; } = Write(Control, 0, [0x01]);

    public static byte[] Write(ushort type, uint number, ReadOnlySpan<byte> message)
    {
        var datagram = new byte[Length + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, type);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), (ushort)message.Length);
        BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(4), number);
        message.CopyTo(datagram.AsSpan(Length));
        return datagram;
    }

    /// <summary>A datagram's parts, or null when it is none of this protocol.</summary>
    public static (ushort Type, uint Number, byte[] Message)? Read(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length is < Length + 1 or > Length + LongestMessage) return null;
        if (BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) != datagram.Length - Length) return null;
        return (BinaryPrimitives.ReadUInt16BigEndian(datagram), BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]), datagram[Length..].ToArray());
    }
}
