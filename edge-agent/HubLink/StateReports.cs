using System.Threading.Channels;
using Tongtang.EdgeAgent.Health;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// Tells the hub how the room stands: the whole state when a link begins, and again whenever it changed, at most once
/// a second. What merely trembles (free bytes, levels) is rounded, so that an idle room is silent.
/// </summary>
internal sealed class StateReports(Recorder recorder, Journal journal, SnapshotBoard board, StorageGauge storage, HubClock clock, TimeProvider time)
{
    private const long FreeBytesStep = 64L << 20;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public async Task RunAsync(ChannelWriter<AgentMessage> outbound, CancellationToken cancellationToken)
    {
        ReportedState? told = null;
        while (true)
        {
            var seen = recorder.Changed.Version;
            var state = Read();
            if (!state.Equals(told))
            {
                await outbound.WriteAsync(new AgentMessage { State = state }, cancellationToken);
                told = state;
            }
            await Task.Delay(Pace, time, cancellationToken);
            // Idle rooms are looked at less often: their disk and queue change slowly, and a start raises the signal.
            if (state.Recorder == Protocol.V1.RecorderState.Idle) await WaitAsync(recorder.Changed.WaitAsync(seen, cancellationToken), 4 * Pace, cancellationToken);
        }
    }

    internal ReportedState Read()
    {
        var status = recorder.Status;
        var (segments, bytes) = journal.PendingTotals();
        var disk = storage.Read();
        var state = new ReportedState
        {
            Recorder = (Protocol.V1.RecorderState)(status.State + 1),
            RecordingId = status.RecordingId ?? "",
            Title = status.Title,
            Teacher = status.Teacher,
            StartedAtMs = status.StartedAt?.ToUnixTimeMilliseconds() ?? 0,
            Storage = new StorageState { FreeBytes = disk.FreeBytes / FreeBytesStep * FreeBytesStep, HoursLeft = Math.Round(disk.HoursLeft, 1) },
            Upload = new UploadState { PendingSegments = segments, PendingBytes = bytes },
        };
        if (clock.Offset is { } offset) state.ClockOffsetMs = (long)Math.Round(offset.TotalMilliseconds / 10) * 10;
        state.Sources.AddRange(status.Sources.Select(Describe));
        return state;
    }

    private Protocol.V1.SourceState Describe(SourceStatus source)
    {
        var state = new Protocol.V1.SourceState
        {
            Name = source.Name,
            Role = (SourceRole)(source.Role + 1),
            Health = (SourceHealth)(source.State + 1),
            Bytes = source.Bytes,
            LastFrameAtMs = source.LastFrameAt?.ToUnixTimeMilliseconds() / 1000 * 1000 ?? 0,
            Problem = source.Problem,
            ProblemCode = source.ProblemCode,
        };
        if (board.Sound(source.Name) is { } sound) state.AudioLevelDb = (float)Math.Round(sound.RmsDb);
        return state;
    }

    private async Task WaitAsync(Task change, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await change.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nothing was said; look anyway.
        }
    }
}
