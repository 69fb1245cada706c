using Google.Protobuf;
using Tongtang.HubServer.Agents;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.Playback;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Live;

/// <summary>The Live service of the contract: frames of boxes in, frames of linked rooms out.</summary>
internal sealed partial class LiveCalls(AgentGate gate, LiveBoard board, LiveBudgets budgets, LiveParts parts, LinkedRooms links, IHostApplicationLifetime lifetime, ILogger<LiveCalls> logger)
{
    /// <summary>One message with the source's name around it.</summary>
    private static readonly GrpcServiceOptions s_limits = new() { MaxReceiveMessageBytes = LiveLimits.MessageBytes + 1024 };

    private static readonly TimeSpan s_comeBack = TimeSpan.FromSeconds(2);

    public IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpc(
        LiveReflection.Descriptor.Services[0],
        service => service.Duplex<LiveUp, LiveWish>("Push", PushAsync).ServerStreaming<LivePull, LiveMessage>("Pull", PullAsync),
        s_limits);

    private async Task PushAsync(IAsyncEnumerable<LiveUp> requests, GrpcStreamWriter<LiveWish> replies, GrpcServerCall call)
    {
        var agent = await gate.RequireAsync(call);
        var push = new LivePush(agent);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, agent.Revoked, push.Replaced, lifetime.ApplicationStopping);
        try
        {
            await using var reader = requests.GetAsyncEnumerator(ended.Token);
            if (!await reader.MoveNextAsync() || reader.Current.Offer is not { } offer) throw AgentRefusal.Invalid("offer_missing", "The first message of Push must be an offer.");
            push.Offered = Names(offer);
            await budgets.EnterAsync(push, ended.Token);
            board.Enter(push);
            LogPushing(agent.AgentId, agent.RoomId, push.Offered.Count);
            await TalkAsync(reader, replies, push, ended);
        }
        catch (OperationCanceledException) when (!call.CancellationToken.IsCancellationRequested)
        {
            throw Reason(push);
        }
        catch (GrpcException refusal) when (refusal.Status == GrpcStatusCode.ResourceExhausted && refusal.Trailers.Get(AgentRefusal.CodeTrailer) is null)
        {
            throw AgentRefusal.Create(GrpcStatusCode.ResourceExhausted, "live_message_too_large", $"{refusal.Message} A message has at most {LiveLimits.MessageBytes} bytes.");
        }
        finally
        {
            budgets.Leave(push);
            board.Leave(push);
            LogLeft(agent.AgentId, agent.RoomId);
        }
    }

    /// <summary>Reads and writes side by side; whichever ends first ends the other.</summary>
    private async Task TalkAsync(IAsyncEnumerator<LiveUp> reader, GrpcStreamWriter<LiveWish> replies, LivePush push, CancellationTokenSource ended)
    {
        var asking = AskAsync(replies, push, ended);
        try
        {
            while (await reader.MoveNextAsync())
            {
                gate.ThrowIfExpired(push.Agent);
                Take(push, reader.Current);
            }
        }
        finally
        {
            await ended.CancelAsync();
            await asking;
        }
    }

    private static async Task AskAsync(GrpcStreamWriter<LiveWish> replies, LivePush push, CancellationTokenSource ended)
    {
        try
        {
            await foreach (var wish in push.Wishes.ReadAllAsync(ended.Token)) await replies.WriteAsync(wish, ended.Token);
        }
        catch (OperationCanceledException)
        {
            // The stream has ended; the reading side says why. If it was the box that went, reading must end too.
            await ended.CancelAsync();
        }
    }

    private void Take(LivePush push, LiveUp up)
    {
        switch (up.ContentCase)
        {
            case LiveUp.ContentOneofCase.Message:
                Take(push, up.Message.Source, Parse(up.Message.Bytes));
                break;
            case LiveUp.ContentOneofCase.Offer:
                board.Offer(push, Names(up.Offer));
                break;
            case LiveUp.ContentOneofCase.Quality:
                board.Tell(push, up.Quality.Source, Quality(up.Quality.Level));
                break;
            case LiveUp.ContentOneofCase.Probe:
                push.Answer(up.Probe);
                break;
            default:
                // Of a newer box.
                break;
        }
    }

    private void Take(LivePush push, string source, LivePacket packet)
    {
        if (packet.Kind == LiveKind.Part) parts.Take(push.Agent.RoomId, source, packet);
        else board.Give(push, source, packet);
    }

    /// <summary>One source of a linked room, for as long as the rooms are linked; its sound while that room is heard.</summary>
    private async Task PullAsync(LivePull pull, GrpcStreamWriter<LiveMessage> replies, GrpcServerCall call)
    {
        var agent = await gate.RequireAsync(call);
        RequireLink(pull, agent.RoomId);
        using var viewer = Watch(pull);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, agent.Revoked, lifetime.ApplicationStopping);
        try
        {
            var sound = new PulledSound();
            while (await viewer.WaitAsync(ended.Token))
            {
                gate.ThrowIfExpired(agent);
                while (viewer.TryRead(out var item))
                {
                    // Asked for each frame: the floor is taken back in the middle of what waits in line.
                    var link = RequireLink(pull, agent.RoomId);
                    if (item.Packet is not { } packet) continue;
                    foreach (var passed in sound.Pass(packet, link.Sound))
                        await replies.WriteAsync(new LiveMessage { Source = pull.Source, Bytes = UnsafeByteOperations.UnsafeWrap(passed.Bytes) }, ended.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!call.CancellationToken.IsCancellationRequested)
        {
            throw agent.Revoked.IsCancellationRequested ? agent.End.Refusal() : Stopping();
        }
    }

    private LiveViewer Watch(LivePull pull)
    {
        var refusal = LiveRefusal.SourceUnknown;
        if (MediaNames.IsView(pull.Source) && board.TryWatch(pull.RoomId, pull.Source, out refusal) is { } viewer) return viewer;
        throw refusal == LiveRefusal.Full
            ? AgentRefusal.Create(GrpcStatusCode.ResourceExhausted, "live_full", "The hub has no place for another viewer.", s_comeBack)
            : AgentRefusal.Missing("live_source_unknown", "That room has no such source.");
    }

    private RoomLink RequireLink(LivePull pull, string to) => links.Find(pull.RoomId, to, pull.Source)
        ?? throw AgentRefusal.Create(GrpcStatusCode.PermissionDenied, "live_not_linked", "No lesson links this room to that source now.");

    private static Dictionary<string, LiveSource> Names(LiveOffer offer)
    {
        if (offer.Sources.Count > LiveBoard.MaxSources || offer.Sources.Any(source => !MediaNames.IsView(source.Name)))
            throw AgentRefusal.Invalid("live_message_invalid", $"An offer has at most {LiveBoard.MaxSources} sources, with names of a-z, 0-9 and -.");
        return offer.Sources.DistinctBy(source => source.Name, StringComparer.Ordinal).ToDictionary(source => source.Name, StringComparer.Ordinal);
    }

    private static LivePacket Parse(ByteString bytes)
    {
        try
        {
            return LivePacket.Parse(bytes.Memory);
        }
        catch (LiveMessageException problem)
        {
            throw AgentRefusal.Invalid("live_message_invalid", problem.Message);
        }
    }

    private static StreamQuality Quality(LiveQualityLevel level) => level switch
    {
        LiveQualityLevel.Reduced => StreamQuality.Reduced,
        LiveQualityLevel.Keyframes => StreamQuality.Keyframes,
        LiveQualityLevel.SoundOnly => StreamQuality.Sound,
        _ => StreamQuality.Full,
    };

    private static GrpcException Reason(LivePush push)
    {
        if (push.Agent.Revoked.IsCancellationRequested) return push.Agent.End.Refusal();
        if (push.Replaced.IsCancellationRequested) return AgentRefusal.Create(GrpcStatusCode.Aborted, "replaced", "This box has opened a newer stream.");
        return Stopping();
    }

    private static GrpcException Stopping() => AgentRefusal.Create(GrpcStatusCode.Unavailable, "hub_stopping", "The hub is ending.", s_comeBack);

    [LoggerMessage(EventId = 2301, Level = LogLevel.Information, Message = "Agent {AgentId} of room {RoomId} sends live frames, {Sources} sources offered")]
    private partial void LogPushing(string agentId, string roomId, int sources);

    [LoggerMessage(EventId = 2302, Level = LogLevel.Information, Message = "Agent {AgentId} of room {RoomId} ended its live frames")]
    private partial void LogLeft(string agentId, string roomId);
}
