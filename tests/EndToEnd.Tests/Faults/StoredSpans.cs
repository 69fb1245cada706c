using System.Globalization;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>When what the hub holds was filmed, straight from its rows.</summary>
internal static class StoredSpans
{
    /// <summary>Cameras stamp by RTP and the segments' times are rounded to milliseconds; less than this is no hole.</summary>
    private const int ShortestHoleMs = 150;

    /// <summary>For each fault: how much of the track's last seconds before it is not there. Sorted, least first.</summary>
    public static async Task<IReadOnlyList<double>> SecondsLostAsync(Hub hub, string recordingId, IEnumerable<(string Track, DateTimeOffset At)> faults)
    {
        var spans = new Dictionary<string, IReadOnlyList<(long From, long To)>>(StringComparer.Ordinal);
        var lost = new List<double>();
        foreach (var (track, at) in faults)
        {
            if (!spans.TryGetValue(track, out var all)) spans[track] = all = await ReadAsync(hub, recordingId, track);
            var fault = at.ToUnixTimeMilliseconds();
            var last = all.Where(span => span.From <= fault).Select(span => Math.Min(span.To, fault)).Max();
            lost.Add((fault - last) / 1000d);
        }
        lost.Sort();
        return lost;
    }

    /// <summary>Where a track's segments, in the order they were filmed, do not follow one another.</summary>
    public static IReadOnlyList<(double Seconds, DateTimeOffset Until)> Holes(IReadOnlyList<(long From, long To)> spans) =>
        [.. spans.Zip(spans.Skip(1))
            .Where(pair => pair.Second.From - pair.First.To > ShortestHoleMs)
            .Select(pair => ((pair.Second.From - pair.First.To) / 1000d, DateTimeOffset.FromUnixTimeMilliseconds(pair.Second.From)))];

    /// <summary>Each segment of a track, in milliseconds since 1970, earliest first.</summary>
    public static async Task<IReadOnlyList<(long From, long To)>> ReadAsync(Hub hub, string recordingId, string track)
    {
        var rows = await Programs.RunAsync(
            "sqlite3", "-readonly", Path.Combine(hub.DataFolder, "hub.db"),
            $"SELECT captured_at_ms, captured_at_ms + duration_us / 1000 FROM segment WHERE recording_id = '{recordingId}' AND track = '{track}' ORDER BY number");
        return [.. rows.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => row.Split('|').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray())
            .Select(row => (row[0], row[1]))];
    }
}
