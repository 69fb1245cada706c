using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>The id of a store, made with its folder: sequences begin again only under another one.</summary>
internal static class OutboxEpoch
{
    private const int Length = 32;

    /// <param name="isNew">It was made just now: there was none, or it and its copy are lost. What waits is then sent under the new one.</param>
    public static string Read(string folder, StoreRepairs repairs, TimeProvider time, out bool isNew)
    {
        var path = Path.Combine(folder, "epoch");
        var kept = SealedFile.Read(path, Parse, repairs, time);
        isNew = kept is null;
        var epoch = kept ?? Guid.NewGuid().ToString("N");
        if (isNew) SealedFile.Write(path, epoch, DurableFile.Ordinary);
        else SealedFile.SealOlder(path, epoch, DurableFile.Ordinary);
        return epoch;
    }

    /// <summary>The hub refuses every batch of an epoch that is none.</summary>
    private static string Parse(string text) =>
        text.Trim() is { Length: Length } epoch && epoch.All(char.IsAsciiHexDigitLower) ? epoch : throw new FormatException("it is no name of a store");
}
