using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Live;

/// <summary>What is covered or paused on the panel nobody sees live either, no more than it is uploaded.</summary>
internal sealed class LiveCurtain(Recorder recorder, LiveTaps taps, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var hidden = false;
        while (true)
        {
            var seen = recorder.Changed.Version;
            var status = recorder.Status;
            var now = status.Covered || status.State == RecorderState.Paused;
            if (now != hidden) taps.Hide(now, RecordingTimeline.MonotonicUs(time));
            hidden = now;
            await recorder.Changed.WaitAsync(seen, cancellationToken);
        }
    }
}
