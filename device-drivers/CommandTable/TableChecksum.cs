using System.Text.Json.Serialization;
using Tongtang.DeviceDrivers.Transport.Modbus;

namespace Tongtang.DeviceDrivers.CommandTable;

/// <summary>How a table's frames are summed: over the bytes from <see cref="From"/> up to where <c>{sum}</c> stands.</summary>
internal sealed record TableChecksum
{
    public static TableChecksum None { get; } = new() { Kind = ChecksumKind.None };

    public required ChecksumKind Kind { get; init; }

    /// <summary>So many bytes at the beginning are not summed.</summary>
    public int From { get; init; }

    /// <summary>How many bytes it has.</summary>
    [JsonIgnore]
    public int Length => Kind == ChecksumKind.Crc16 ? 2 : 1;

    /// <param name="before">All bytes before the sum.</param>
    public byte[] Of(ReadOnlySpan<byte> before)
    {
        var summed = before[Math.Min(From, before.Length)..];
        if (Kind == ChecksumKind.Crc16)
        {
            var crc = Crc16.Of(summed);
            return [(byte)crc, (byte)(crc >> 8)];
        }

        byte sum = 0;
        foreach (var value in summed) sum = (byte)(Kind == ChecksumKind.Xor8 ? sum ^ value : sum + value);
        return [Kind == ChecksumKind.TwosComplement8 ? (byte)-sum : sum];
    }
}

internal enum ChecksumKind
{
    None,

    /// <summary>All added, the lowest byte.</summary>
    Sum8,

    /// <summary>Exclusive or.</summary>
    Xor8,

    /// <summary>What makes the sum nought.</summary>
    TwosComplement8,

    /// <summary>Modbus', low byte first.</summary>
    Crc16,
}
