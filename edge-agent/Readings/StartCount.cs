using System.Globalization;
using System.Text;
using Tongtang.Protocol.Durability;

namespace Tongtang.EdgeAgent.Readings;

/// <summary>How often the agent has started on this data folder. A count that goes up without reason is a box that crashes.</summary>
internal static class StartCount
{
    /// <summary>Counts this start. A file that cannot be read counts as none: the number is for looking at, nothing hangs on it.</summary>
    public static long CountOne(string path)
    {
        var before = File.Exists(path) && long.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : 0;
        DurableFile.Write(path, Encoding.ASCII.GetBytes((before + 1).ToString(CultureInfo.InvariantCulture)), DurableFile.Ordinary);
        return before + 1;
    }
}
