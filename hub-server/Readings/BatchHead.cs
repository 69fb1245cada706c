using System.Buffers;
using Google.Protobuf;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Readings;

/// <summary>What the first bytes of a batch tell of it. Pure.</summary>
internal static class BatchHead
{
    /// <summary>The epoch's tag, length and 64 characters, then the class's tag and number.</summary>
    private const int LongestHead = 68;

    private static readonly uint s_epochTag = WireFormat.MakeTag(ItemBatch.StoreEpochFieldNumber, WireFormat.WireType.LengthDelimited);
    private static readonly uint s_classTag = WireFormat.MakeTag(ItemBatch.ItemClassFieldNumber, WireFormat.WireType.Varint);

    /// <summary>The batch's class; unspecified when epoch and class do not come first, as every writer of protobuf has them.</summary>
    public static ItemClass ClassOf(in ReadOnlySequence<byte> batch)
    {
        Span<byte> head = stackalloc byte[LongestHead];
        head.Clear();
        batch.Slice(0, Math.Min(LongestHead, batch.Length)).CopyTo(head);
        var at = head[0] == s_epochTag ? 2 + head[1] : 0;
        return at + 1 < LongestHead && head[at] == s_classTag ? (ItemClass)head[at + 1] : ItemClass.Unspecified;
    }
}
