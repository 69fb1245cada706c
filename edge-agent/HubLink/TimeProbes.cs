using System.Threading.Channels;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// Asks the hub for its time again and again, and so also notices a hub that is gone: three probes without an answer
/// end the link.
/// </summary>
internal sealed class TimeProbes(uint intervalSeconds, HubClock clock, Heartbeat pulse, TimeProvider time)
{
    private const int MissesAllowed = 3;

    /// <summary>The first ones come quickly, so that a good offset is there within seconds of connecting.</summary>
    private const int QuickProbes = 4;

    private static readonly TimeSpan Slow = TimeSpan.FromMinutes(2);

    private readonly TimeSpan _interval = TimeSpan.FromSeconds(Math.Clamp(intervalSeconds, 1, 300));
    private int _unanswered;

    public async Task RunAsync(ChannelWriter<AgentMessage> outbound, CancellationToken cancellationToken)
    {
        for (var sent = 0; ; sent++)
        {
            if (Volatile.Read(ref _unanswered) >= MissesAllowed) throw new LinkLostException($"The hub left {MissesAllowed} time probes unanswered.");
            // A line that takes nothing any more holds this up until its own pings have found it dead.
            pulse.Within((MissesAllowed * _interval) + Slow);
            Interlocked.Increment(ref _unanswered);
            await outbound.WriteAsync(new AgentMessage { TimeProbe = new TimeProbe { SentMonotonicMs = clock.MonotonicMs } }, cancellationToken);
            await Task.Delay(sent < QuickProbes && _interval > TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : _interval, time, cancellationToken);
        }
    }

    public void Answered(TimeReply reply)
    {
        Volatile.Write(ref _unanswered, 0);
        clock.Take(reply.ProbeSentMonotonicMs, clock.MonotonicMs, reply.HubReceivedMs, reply.HubSentMs);
    }
}
