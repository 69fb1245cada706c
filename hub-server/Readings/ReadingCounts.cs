using Tongtang.Protocol.Metrics;

namespace Tongtang.HubServer.Readings;

/// <summary>Totals since the start, for <c>/metrics</c>.</summary>
internal sealed class ReadingCounts(ReadingsLine line)
{
    private long _stored;
    private long _rejected;
    private long _lost;
    private long _turnedAway;

    public void Add(long stored, long rejected, long lost)
    {
        Interlocked.Add(ref _stored, stored);
        Interlocked.Add(ref _rejected, rejected);
        Interlocked.Add(ref _lost, lost);
    }

    public void TurnedAway() => Interlocked.Increment(ref _turnedAway);

    public void Write(PrometheusText text)
    {
        text.Add("items_stored_total", "counter", "Readings, events and alarms stored", ("", Interlocked.Read(ref _stored)));
        text.Add("items_rejected_total", "counter", "Those that were rejected, each with its reason", ("", Interlocked.Read(ref _rejected)));
        text.Add("items_lost_total", "counter", "Those that boxes declared lost", ("", Interlocked.Read(ref _lost)));
        text.Add("batches_turned_away_total", "counter", "Batches that came while the line was full", ("", Interlocked.Read(ref _turnedAway)));
        text.Add("items_line_bytes", "gauge", "Bytes of batches in line for the disk", ("", line.Bytes));
    }
}
