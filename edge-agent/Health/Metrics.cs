using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Uploads;

namespace Tongtang.EdgeAgent.Health;

/// <summary>The box in numbers, in Prometheus' text format 0.0.4.</summary>
internal sealed class Metrics(Recorder recorder, Journal journal, SnapshotBoard board, StorageGauge storage, LinkBoard link, HubClock clock, UploadBoard uploads)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public string Write()
    {
        var text = new StringBuilder();
        var status = recorder.Status;
        var (segments, bytes) = journal.PendingTotals();
        Add(text, "recording", "gauge", "1 while a lesson is recorded", status.State is RecorderState.Idle ? 0 : 1);
        Add(text, "hub_online", "gauge", "1 while the hub is connected", link.Current.Phase == LinkPhase.Online ? 1 : 0);
        Add(text, "pending_segments", "gauge", "Segments that the hub does not have yet", segments);
        Add(text, "pending_bytes", "gauge", "Their bytes", bytes);
        Add(text, "uploaded_segments_total", "counter", "Segments that the hub acknowledged in this run", uploads.SentSegments);
        Add(text, "uploaded_bytes_total", "counter", "Bytes of those", uploads.SentBytes);
        Add(text, "rejected_segments", "gauge", "Segments that the hub refuses for good", uploads.Rejected.Count);
        Add(text, "storage_free_bytes", "gauge", "Free on the disk of the data folder", storage.Read().FreeBytes);
        if (clock.Offset is { } offset) Add(text, "clock_offset_seconds", "gauge", "Hub time minus this machine's", offset.TotalSeconds);
        using var process = Process.GetCurrentProcess();
        Add(text, "process_cpu_seconds_total", "counter", "Processor time of the agent, its ffmpegs apart", process.TotalProcessorTime.TotalSeconds);
        Add(text, "process_resident_memory_bytes", "gauge", "Resident memory of the agent", process.WorkingSet64);
        AddSources(text, status);
        return text.ToString();
    }

    private void AddSources(StringBuilder text, RecorderStatus status)
    {
        Head(text, "source_bytes", "gauge", "Bytes captured in this recording");
        foreach (var source in status.Sources) Line(text, "source_bytes", source.Bytes, source.Name);
        Head(text, "source_lost", "gauge", "1 while a source is wanted and does not deliver");
        foreach (var source in status.Sources) Line(text, "source_lost", source.State == SourceState.Lost ? 1 : 0, source.Name);
        Head(text, "source_level_dbfs", "gauge", "Sound level, RMS of 200 ms");
        foreach (var source in status.Sources)
            if (board.Sound(source.Name) is { } sound) Line(text, "source_level_dbfs", sound.RmsDb, source.Name);
    }

    private static void Add(StringBuilder text, string name, string type, string help, double value)
    {
        Head(text, name, type, help);
        Line(text, name, value, source: null);
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP tongtang_agent_{name} {help}\n# TYPE tongtang_agent_{name} {type}\n");

    private static void Line(StringBuilder text, string name, double value, string? source) =>
        text.Append(CultureInfo.InvariantCulture, $"tongtang_agent_{name}{(source is null ? "" : $"{{source=\"{source}\"}}")} {value}\n");
}
