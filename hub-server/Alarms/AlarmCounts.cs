using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Metrics;

namespace Tongtang.HubServer.Alarms;

/// <summary>Alarms in numbers, for <c>/metrics</c>.</summary>
internal sealed class AlarmCounts(HubDatabase database)
{
    private const string Select = """
        SELECT severity AS Severity, CASE WHEN acknowledged_at_ms IS NULL THEN 'raised' ELSE 'acknowledged' END AS State, COUNT(*) AS Count
        FROM alarm WHERE cleared_received_at_ms IS NULL GROUP BY 1, 2
        """;

    private long _refused;

    /// <summary>A room had as many open alarms as the settings allow.</summary>
    public void Refused() => Interlocked.Increment(ref _refused);

    public async Task WriteAsync(PrometheusText text, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(Select);
        text.Add("alarms", "gauge", "Open alarms", rows.Select(row =>
            ($"{PrometheusText.Label("state", row.State)},{PrometheusText.Label("severity", ((AlarmSeverity)row.Severity).Word())}", (double)row.Count)));
        text.Add("alarms_refused_total", "counter", "Alarms of rooms that had too many open ones", ("", Interlocked.Read(ref _refused)));
    }

    private sealed record Row
    {
        public int Severity { get; init; }

        public required string State { get; init; }

        public long Count { get; init; }
    }
}
