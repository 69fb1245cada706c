using System.Buffers.Binary;
using System.Numerics;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>When something happened, in the only terms that can be re-based later.</summary>
/// <param name="BootId">Of this boot of the machine.</param>
/// <param name="MonotonicMs">By a clock that never steps, within that boot.</param>
/// <param name="TimeMs">UTC by the machine's clock; 0 while that is not to be believed.</param>
internal readonly record struct ItemStamp(string BootId, long MonotonicMs, long TimeMs);

/// <summary>One item as it lies in a file.</summary>
/// <param name="Refusals">How often the hub has refused it for good, under this and earlier sequences.</param>
/// <param name="Body">The envelope's message without sequence and times; empty: taken out of its place.</param>
internal sealed record ItemRow(long Sequence, ItemStamp Stamp, int Refusals, byte[] Body)
{
    /// <summary>Taken out of its place: its sequence never comes.</summary>
    public bool IsTaken => Body.Length == 0;

    /// <summary>
    /// CRC-32C of all that is sent, so that a bit that flipped on the disk is a lost item and not a wrong reading: SQLite
    /// itself notices damage only in its own structure.
    /// </summary>
    public long Sum()
    {
        var sum = BitOperations.Crc32C(0xFFFFFFFF, (ulong)Sequence);
        sum = BitOperations.Crc32C(sum, (ulong)Stamp.MonotonicMs);
        sum = BitOperations.Crc32C(sum, (ulong)Stamp.TimeMs);
        foreach (var letter in Stamp.BootId) sum = BitOperations.Crc32C(sum, letter);
        var rest = Body.AsSpan();
        for (; rest.Length >= 8; rest = rest[8..]) sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        foreach (var value in rest) sum = BitOperations.Crc32C(sum, value);
        return sum;
    }
}
