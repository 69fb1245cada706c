using Google.Protobuf.Reflection;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Playback;

/// <summary>
/// Pulls from the hub what the room is to receive: a stream for each source, all on one connection of their own, which
/// notices within seconds that the line is dead and is tried again at once. One source's trouble is not another's.
/// </summary>
internal sealed partial class PullLoop(Receptions receptions, HubIdentity identity, HubConnections connections, TimeProvider time, ILogger<PullLoop> logger) : BackgroundService
{
    /// <summary>The picture is to be back within three seconds of the line.</summary>
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_retryCap = TimeSpan.FromSeconds(1);

    /// <summary>What the hub refuses it will mostly go on to refuse: the lesson is told anew when that changes.</summary>
    private static readonly TimeSpan s_refusedCap = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_stable = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    private static readonly MethodDescriptor s_pull = LiveReflection.Descriptor.Services[0].FindMethodByName("Pull");
    private static readonly GrpcCallOptions s_options = new() { MaxReceiveMessageBytes = LiveLimits.MessageBytes + 1024 };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task[] loops = [ObserveAsync(round.Token), ServeAsync(round.Token)];
        var first = await Task.WhenAny(loops);
        await round.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task ObserveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = receptions.Changed.Version;
            receptions.Observe();
            if (receptions.Current.Count == 0) await receptions.Changed.WaitAsync(seen, cancellationToken);
            else await Task.Delay(s_look, time, cancellationToken);
        }
    }

    /// <summary>As long as the box is the same agent and something is wanted, one connection.</summary>
    private async Task ServeAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var (seen, identitySeen) = (receptions.Changed.Version, identity.Changed.Version);
            if (identity.Current is not { } current || receptions.Current.Count == 0)
            {
                await EitherAsync(seen, identitySeen, stoppingToken);
                continue;
            }
            using var connection = connections.OpenForFrames(current);
            using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var following = FollowAsync(connection, round.Token);
            await Task.WhenAny(following, identity.Changed.WaitAsync(identitySeen, round.Token));
            await round.CancelAsync();
            await following;
            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A task for each source that is wanted. Ends when nothing is, or by cancellation.</summary>
    private async Task FollowAsync(HubConnection connection, CancellationToken cancellationToken)
    {
        var running = new Dictionary<Reception, (Task Task, CancellationTokenSource End)>();
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var seen = receptions.Changed.Version;
                var wanted = receptions.Current;
                if (wanted.Count == 0) return;
                foreach (var gone in running.Keys.Except(wanted).ToList())
                {
                    await EndAsync(running[gone]);
                    running.Remove(gone);
                }
                foreach (var begun in wanted.Where(one => !running.ContainsKey(one)))
                {
                    var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                    running[begun] = (ReceiveAsync(begun, connection, end.Token), end);
                }
                await Task.WhenAny([receptions.Changed.WaitAsync(seen, cancellationToken), .. running.Values.Select(one => one.Task)]);
                foreach (var (task, _) in running.Values.Where(one => one.Task.IsFaulted)) await task;
            }
        }
        finally
        {
            foreach (var one in running.Values) await EndAsync(one);
        }
    }

    private static async Task EndAsync((Task Task, CancellationTokenSource End) one)
    {
        await one.End.CancelAsync();
        await one.Task;
        one.End.Dispose();
    }

    /// <summary>One source until it is not wanted any more.</summary>
    private async Task ReceiveAsync(Reception reception, HubConnection connection, CancellationToken cancellationToken)
    {
        for (var failures = 0; !cancellationToken.IsCancellationRequested;)
        {
            var began = time.GetTimestamp();
            var (problem, refused) = await PullAsync(reception, connection, cancellationToken);
            reception.Fan.Lose();
            if (cancellationToken.IsCancellationRequested) return;
            failures = time.GetElapsedTime(began) >= s_stable ? 1 : failures + 1;
            var delay = BackOff.Delay(failures, s_firstRetry, refused ? s_refusedCap : s_retryCap, Random.Shared.NextDouble());
            if (failures == 1) LogBroken(reception.Wanted.Key, problem, delay.TotalSeconds);
            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One stream's life; why it ended, and whether the hub said no.</summary>
    private static async Task<(string Problem, bool Refused)> PullAsync(Reception reception, HubConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var call = connection.Channel.Start<LivePull, LiveMessage>(s_pull, s_options, cancellationToken);
            await call.WriteAsync(new LivePull { RoomId = reception.Wanted.RoomId, Source = reception.Wanted.Source }, cancellationToken);
            call.Complete();
            while (await call.ReadAsync(cancellationToken) is { } message) reception.Take(message.Bytes.Memory);
            return ("The hub ended the stream.", false);
        }
        catch (GrpcException error)
        {
            return (connection.Trust.Problem ?? error.Message, error.Status is GrpcStatusCode.PermissionDenied or GrpcStatusCode.NotFound or GrpcStatusCode.ResourceExhausted);
        }
        catch (LiveMessageException error)
        {
            return ($"The hub sent what is no live message: {error.Message}", true);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ("", false);
        }
    }

    private async Task EitherAsync(long seen, long identitySeen, CancellationToken cancellationToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(receptions.Changed.WaitAsync(seen, round.Token), identity.Changed.WaitAsync(identitySeen, round.Token));
        await round.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    [LoggerMessage(EventId = 3501, Level = LogLevel.Warning, Message = "Receiving {Source} broke off: {Problem}; going on in {RetrySeconds:0.0} s")]
    private partial void LogBroken(string source, string problem, double retrySeconds);
}
