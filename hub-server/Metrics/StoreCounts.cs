using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Metrics;

namespace Tongtang.HubServer.Metrics;

/// <summary>What the database knows, counted when asked: rooms, recordings, segments, linked lessons, messages that wait.</summary>
internal sealed class StoreCounts(HubDatabase database)
{
    public async Task WriteAsync(PrometheusText text, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rooms = await connection.QueryAsync<Row>("SELECT presence AS label, COUNT(*) AS count FROM room GROUP BY presence");
        var recordings = (await connection.QueryAsync<Row>(
            "SELECT state AS label, COUNT(*) AS count, SUM(stored_segments) AS segments, SUM(bytes) AS bytes FROM recording GROUP BY state")).AsList();
        var lessons = await connection.QueryAsync<Row>(
            "SELECT state AS label, COUNT(*) AS count FROM linked_lesson WHERE state IN ('planned', 'running', 'disturbed') GROUP BY state");
        var deliveries = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM webhook_delivery WHERE state = 'waiting'");
        text.Add("rooms", "gauge", "Rooms by the presence of their box", rooms.Select(row => (PrometheusText.Label("presence", row.Label), (double)row.Count)));
        text.Add("recordings", "gauge", "Recordings by state", recordings.Select(row => (PrometheusText.Label("state", row.Label), (double)row.Count)));
        text.Add("linked_lessons", "gauge", "Linked lessons that are not over, by state", lessons.Select(row => (PrometheusText.Label("state", row.Label), (double)row.Count)));
        text.Add("webhook_deliveries_waiting", "gauge", "Messages to webhooks that are not delivered yet", ("", deliveries));
        text.Add("stored_segments", "gauge", "Segments in the media store", ("", recordings.Sum(row => row.Segments)));
        text.Add("stored_bytes", "gauge", "Their bytes", ("", recordings.Sum(row => row.Bytes)));
    }

    private sealed record Row
    {
        public required string Label { get; init; }

        public long Count { get; init; }

        public long Segments { get; init; }

        public long Bytes { get; init; }
    }
}
