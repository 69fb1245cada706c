using System.Globalization;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>When what the hub holds was filmed, straight from its rows.</summary>
internal static class StoredSpans
{
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

    private static async Task<IReadOnlyList<(long From, long To)>> ReadAsync(Hub hub, string recordingId, string track)
    {
        var rows = await Programs.RunAsync(
            "sqlite3", "-readonly", Path.Combine(hub.DataFolder, "hub.db"),
            $"SELECT captured_at_ms, captured_at_ms + duration_us / 1000 FROM segment WHERE recording_id = '{recordingId}' AND track = '{track}'");
        return [.. rows.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => row.Split('|').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray())
            .Select(row => (row[0], row[1]))];
    }
}
