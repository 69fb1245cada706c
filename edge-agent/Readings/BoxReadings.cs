using System.Diagnostics;
using Tongtang.EdgeAgent.Health;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Uploads;

namespace Tongtang.EdgeAgent.Readings;

/// <summary>The box's own values, as they are now.</summary>
internal sealed class BoxReadings(Recorder recorder, SnapshotBoard board, StorageGauge storage, UploadBoard uploads, HubClock clock, TimeProvider time)
{
    private readonly MachineGauge _machine = new();
    private (long At, long Bytes)? _sent;

    public IEnumerable<Measured> Measure()
    {
        if (_machine.CpuPercent() is { } cpu) yield return new("cpu_percent", Math.Round(cpu, 1), 2);
        using (var process = Process.GetCurrentProcess()) yield return new("memory_megabytes", Math.Round(process.WorkingSet64 / 1e6, 1), 2);
        yield return new("disk_free_gigabytes", Math.Round(storage.Read().FreeBytes / 1e9, 2), 0.1);
        if (MachineGauge.TemperatureCelsius("/sys/class") is { } celsius) yield return new("temperature_celsius", celsius, 1);
        if (UploadRate() is { } rate) yield return new("upload_megabits_per_second", Math.Round(rate, 2), 0.05);
        if (clock.Offset is { } offset) yield return new("clock_offset_ms", Math.Round(offset.TotalMilliseconds), 20);
        foreach (var source in recorder.Status.Sources)
        {
            if (board.Sound(source.Name) is { } sound) yield return new($"sound_level_db_{source.Name.Replace('-', '_')}", Math.Round(sound.RmsDb, 1), 1);
        }
    }

    private double? UploadRate()
    {
        var (now, before) = ((At: time.GetTimestamp(), Bytes: uploads.SentBytes), _sent);
        _sent = now;
        return before is { } b && time.GetElapsedTime(b.At, now.At) is { Ticks: > 0 } passed ? (now.Bytes - b.Bytes) * 8 / 1e6 / passed.TotalSeconds : null;
    }
}
