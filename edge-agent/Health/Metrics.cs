using System.Diagnostics;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Uploads;
using Tongtang.Protocol.Metrics;

namespace Tongtang.EdgeAgent.Health;

/// <summary>The box in numbers, for Prometheus.</summary>
internal sealed class Metrics(Recorder recorder, Journal journal, SnapshotBoard board, StorageGauge storage, LinkBoard link, HubClock clock, UploadBoard uploads)
{
    public string Write()
    {
        var text = new PrometheusText("tongtang_agent_");
        var status = recorder.Status;
        var (segments, bytes) = journal.PendingTotals();
        text.Add("recording", "gauge", "1 while a lesson is recorded", ("", status.State is RecorderState.Idle ? 0 : 1));
        text.Add("hub_online", "gauge", "1 while the hub is connected", ("", link.Current.Phase == LinkPhase.Online ? 1 : 0));
        text.Add("pending_segments", "gauge", "Segments that the hub does not have yet", ("", segments));
        text.Add("pending_bytes", "gauge", "Their bytes", ("", bytes));
        text.Add("uploaded_segments_total", "counter", "Segments that the hub acknowledged in this run", ("", uploads.SentSegments));
        text.Add("uploaded_bytes_total", "counter", "Bytes of those", ("", uploads.SentBytes));
        text.Add("line_bytes_total", "counter", "Bytes of segments given to the line, with what was sent again", ("", uploads.LineBytes));
        text.Add("rejected_segments", "gauge", "Segments that the hub refuses for good", ("", uploads.Rejected.Count));
        text.Add("storage_free_bytes", "gauge", "Free on the disk of the data folder", ("", storage.Read().FreeBytes));
        if (clock.Offset is { } offset) text.Add("clock_offset_seconds", "gauge", "Hub time minus this machine's", ("", offset.TotalSeconds));
        using var process = Process.GetCurrentProcess();
        text.Add("process_cpu_seconds_total", "counter", "Processor time of the agent, its ffmpegs apart", ("", process.TotalProcessorTime.TotalSeconds));
        text.Add("process_resident_memory_bytes", "gauge", "Resident memory of the agent", ("", process.WorkingSet64));
        text.Add("source_bytes", "gauge", "Bytes captured in this recording", status.Sources.Select(source => (LabelOf(source), (double)source.Bytes)));
        text.Add("source_lost", "gauge", "1 while a source is wanted and does not deliver", status.Sources.Select(source => (LabelOf(source), source.State == SourceState.Lost ? 1.0 : 0)));
        text.Add("source_level_dbfs", "gauge", "Sound level, RMS of 200 ms", Levels(status));
        return text.ToString();
    }

    private IEnumerable<(string Labels, double Value)> Levels(RecorderStatus status)
    {
        foreach (var source in status.Sources)
        {
            if (board.Sound(source.Name) is { } sound) yield return (LabelOf(source), sound.RmsDb);
        }
    }

    private static string LabelOf(SourceStatus source) => PrometheusText.Label("source", source.Name);
}
