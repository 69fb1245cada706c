using System.Globalization;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Readings;

/// <summary>How often the agent has started on this data folder. A count that goes up without reason is a box that crashes.</summary>
internal static class StartCount
{
    /// <summary>Counts this start. A count that is lost with its copy begins again; nothing hangs on it.</summary>
    public static long CountOne(string path, StoreRepairs repairs, TimeProvider time)
    {
        var count = long.Parse(SealedFile.Read(path, Parse, repairs, time) ?? "0", CultureInfo.InvariantCulture) + 1;
        SealedFile.Write(path, count.ToString(CultureInfo.InvariantCulture), DurableFile.Ordinary);
        return count;
    }

    private static string Parse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count < long.MaxValue ? text : throw new FormatException("it is no number");
}
