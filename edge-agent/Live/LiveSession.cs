using System.Threading.Channels;
using Google.Protobuf.Reflection;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.EdgeAgent.Uploads;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Live;

/// <summary>What is said over one connection for frames: what can be watched, then what is, at the pace of the line.</summary>
internal sealed class LiveSession(
    LiveOptions options, SourceList sources, LiveWatches watches, LiveOrigins origins, LiveBoard board, LineShare share, TimeProvider time)
{
    /// <summary>So often it looks how the line is, frames or none.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    /// <summary>So long without an answer, and the line is not slow but dead.</summary>
    private static readonly TimeSpan s_dead = TimeSpan.FromSeconds(8);

    /// <summary>The hub says at once what is watched; a connection on which it has not by then was dead from its beginning.</summary>
    private static readonly TimeSpan s_firstWish = TimeSpan.FromSeconds(5);

    private const uint MostRooms = 9999;

    private static readonly MethodDescriptor s_push = LiveReflection.Descriptor.Services[0].FindMethodByName("Push");

    /// <summary>Ends by cancellation, or by an exception that says how the connection ended.</summary>
    public async Task RunAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var call = channel.Start<LiveUp, LiveWish>(s_push, new GrpcCallOptions(), ended.Token);
        var pace = new LivePace(options.BytesPerSecond);
        var heard = Channel.CreateUnbounded<LiveWish>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        try
        {
            watches.Follow(board.Requested);
            Task[] loops = [ReceiveAsync(call, heard.Writer, ended.Token), SendAsync(call, pace, heard.Reader, ended.Token)];
            var first = await Task.WhenAny(loops);
            await ended.CancelAsync();
            await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;
        }
        finally
        {
            watches.Follow([]);
            share.LiveEnded();
            board.Show(LiveStatus.None);
        }
    }

    private async Task ReceiveAsync(GrpcClientCall<LiveUp, LiveWish> call, ChannelWriter<LiveWish> heard, CancellationToken cancellationToken)
    {
        while (await call.ReadAsync(cancellationToken) is { } wish)
        {
            heard.TryWrite(wish);
            watches.Wake();
        }
        throw new LinkLostException("The hub ended the stream of frames.");
    }

    private async Task SendAsync(GrpcClientCall<LiveUp, LiveWish> call, LivePace pace, ChannelReader<LiveWish> heard, CancellationToken cancellationToken)
    {
        IReadOnlyList<SourceOptions>? offered = null;
        var told = LiveStatus.None;
        var (answered, rooms) = (false, 0);
        var beganUs = RecordingTimeline.MonotonicUs(time);
        while (true)
        {
            while (heard.TryRead(out var wish))
            {
                (answered, rooms) = (true, (int)Math.Min(wish.BudgetRooms, MostRooms));
                Take(wish, pace);
            }
            if (!ReferenceEquals(offered, sources.Current)) await WriteAsync(call, new LiveUp { Offer = Offer(offered = sources.Current) }, answered ? s_dead : s_firstWish, cancellationToken);
            var nowUs = RecordingTimeline.MonotonicUs(time);
            pace.SmallBytesPerSecond = watches.SmallBytesPerSecond;
            pace.Observe(nowUs, watches.Offered, watches.Drops);
            watches.Shrink(nowUs, pace.Level);
            share.LiveNeeds(pace.IsShort(nowUs));
            if (pace.LagUs(nowUs) > s_dead.TotalMicroseconds || (!answered && nowUs - beganUs > s_firstWish.TotalMicroseconds)) throw Dead();
            told = await TellAsync(call, told, new LiveStatus(watches.Sources, pace.Level, pace.Reason, rooms), cancellationToken);
            if (!await SendNextAsync(call, pace, nowUs, cancellationToken)) await watches.WaitAsync(Tick, time, cancellationToken);
        }
    }

    /// <summary>False: there is nothing to send now, or the line is too late to.</summary>
    private async Task<bool> SendNextAsync(GrpcClientCall<LiveUp, LiveWish> call, LivePace pace, long nowUs, CancellationToken cancellationToken)
    {
        if (pace.ProbeDue(nowUs))
        {
            pace.Probed(nowUs);
            await WriteAsync(call, new LiveUp { Probe = new LiveProbe { SentMonotonicMs = nowUs / 1000 } }, cancellationToken);
        }
        if (!pace.MaySend(nowUs) || watches.Take(nowUs, pace.Level, origins.UtcOffsetUs) is not { } message) return false;
        pace.Sent(message.Bytes.Length);
        await WriteAsync(call, new LiveUp { Message = message }, cancellationToken);
        return true;
    }

    private void Take(LiveWish wish, LivePace pace)
    {
        // Milliseconds travel: the probe is at most one younger than they say.
        if (wish.ProbeSentMonotonicMs > 0) pace.Answered((wish.ProbeSentMonotonicMs * 1000) + 999, RecordingTimeline.MonotonicUs(time));
        pace.SharedBytesPerSecond = wish.BudgetKbps > 0 ? wish.BudgetKbps * 1000.0 / 8 : null;
        watches.Follow(wish.Sources);
    }

    private async Task<LiveStatus> TellAsync(GrpcClientCall<LiveUp, LiveWish> call, LiveStatus told, LiveStatus now, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(told.Sources, now.Sources) && told == now with { Sources = told.Sources }) return told;
        board.Show(now);
        foreach (var source in now.Sources)
        {
            if (told.Level == now.Level && told.Sources.Contains(source)) continue;
            await WriteAsync(call, new LiveUp { Quality = new LiveQuality { Source = source, Level = Word(now.Level) } }, cancellationToken);
        }
        return now;
    }

    private Task WriteAsync(GrpcClientCall<LiveUp, LiveWish> call, LiveUp message, CancellationToken cancellationToken) => WriteAsync(call, message, s_dead, cancellationToken);

    /// <summary>On a line that is open one way only, flow control lets nothing go, and no probe's lag is looked at meanwhile.</summary>
    private async Task WriteAsync(GrpcClientCall<LiveUp, LiveWish> call, LiveUp message, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            var writing = call.WriteAsync(message, cancellationToken);
            // Why nobody listens any more is told to whoever reads, who ends the session.
            if (!(writing.IsCompleted ? await writing : await writing.AsTask().WaitAsync(patience, time, cancellationToken))) await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Dead();
        }
    }

    private static LinkLostException Dead() => new("The hub does not answer on the connection for frames.");

    private static LiveOffer Offer(IReadOnlyList<SourceOptions> current) => new()
    {
        Sources = { current.Select(source => new LiveSource { Name = source.Name, HasPicture = source.HasPicture, HasSound = source.HasSound }) },
    };

    private static LiveQualityLevel Word(LiveLevel level) => level switch
    {
        LiveLevel.Full => LiveQualityLevel.Full,
        LiveLevel.Reduced => LiveQualityLevel.Reduced,
        LiveLevel.Keyframes => LiveQualityLevel.Keyframes,
        _ => LiveQualityLevel.SoundOnly,
    };
}
