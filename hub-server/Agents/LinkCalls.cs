using Dapper;
using Tongtang.HubServer.Backups;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// The Link service of the contract: the control stream of each box. It lives until the box leaves, is silent for three
/// probe intervals, opens a newer one, is replaced by another box, or the hub ends.
/// </summary>
internal sealed partial class LinkCalls(
    AgentGate gate, LinkAdmission admission, AgentPresence presence, LinkMessages messages, PlaceNames places, HubDatabase database, StoreGeneration generation, AgentSettings settings, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<LinkCalls> logger)
{
    /// <summary>A configuration of 1 MiB, with what stands around it; anything else is much smaller.</summary>
    private static readonly GrpcServiceOptions s_limits = new() { MaxReceiveMessageBytes = (1024 + 128) * 1024 };

    private static readonly TimeSpan s_comeBack = TimeSpan.FromSeconds(30);

    private const string UpdateAgent = """
        UPDATE agent SET agent_version = @Version, store_epoch = @StoreEpoch, boot_id = @BootId
        WHERE id = @AgentId AND (agent_version <> @Version OR COALESCE(store_epoch, '') <> @StoreEpoch OR COALESCE(boot_id, '') <> @BootId)
        """;

    public IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpc(
        LinkReflection.Descriptor.Services[0], service => service.Duplex<AgentMessage, HubMessage>("Connect", ConnectAsync), s_limits);

    private TimeSpan Silence => TimeSpan.FromSeconds(settings.ProbeIntervalSeconds * 3);

    private async Task ConnectAsync(IAsyncEnumerable<AgentMessage> requests, GrpcStreamWriter<HubMessage> replies, GrpcServerCall call)
    {
        var agent = await gate.RequireAsync(call);
        if (admission.TryEnter() is { } wait) throw AgentRefusal.Create(GrpcStatusCode.ResourceExhausted, "hub_busy", "Many boxes connect at once.", wait);
        var session = new LinkSession(agent);
        using var silent = new CancellationTokenSource(Silence, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            call.CancellationToken, agent.Revoked, session.Ended, silent.Token, lifetime.ApplicationStopping);
        try
        {
            await using var reader = requests.GetAsyncEnumerator(ended.Token);
            var hello = await ReadHelloAsync(reader);
            session.BootId = EnrolmentDesk.Clean(hello.BootId, 64);
            if (!presence.TryEnter(session))
                throw AgentRefusal.Create(GrpcStatusCode.ResourceExhausted, "too_many_connections", $"The hub has {settings.MaxConnected} boxes on the line.", ComeBack());
            await replies.WriteAsync(new HubMessage { Welcome = await WelcomeAsync(session, hello, ended.Token) }, ended.Token);
            LogConnected(agent.AgentId, agent.RoomId, hello.AgentVersion);
            await messages.EnteredAsync(session, hello, ended.Token);
            await TalkAsync(reader, replies, session, () => silent.CancelAfter(Silence), ended);
        }
        catch (OperationCanceledException) when (!call.CancellationToken.IsCancellationRequested)
        {
            throw Reason(session, silent.IsCancellationRequested);
        }
        finally
        {
            presence.Leave(session);
            messages.Left(session);
            LogLeft(agent.AgentId, agent.RoomId, session.End?.ToString() ?? (silent.IsCancellationRequested ? "Silent" : "Closed"));
        }
    }

    /// <summary>Reads and writes side by side; whichever ends first ends the other.</summary>
    private async Task TalkAsync(
        IAsyncEnumerator<AgentMessage> reader, GrpcStreamWriter<HubMessage> replies, LinkSession session, Action heard, CancellationTokenSource ended)
    {
        var writing = WriteAsync(replies, session, ended);
        try
        {
            while (await reader.MoveNextAsync())
            {
                heard();
                await gate.RecheckAsync(session.Agent, ended.Token);
                await messages.HandleAsync(session, reader.Current, ended.Token);
            }
        }
        finally
        {
            await ended.CancelAsync();
            await writing;
        }
    }

    private async Task WriteAsync(GrpcStreamWriter<HubMessage> replies, LinkSession session, CancellationTokenSource ended)
    {
        try
        {
            await foreach (var message in session.Outgoing.ReadAllAsync(ended.Token))
            {
                if (message.TimeReply is { } reply) reply.HubSentMs = time.GetUtcNow().ToUnixTimeMilliseconds();
                await replies.WriteAsync(message, ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The stream has ended; the reading side says why. If it was the box that went, reading must end too.
            await ended.CancelAsync();
        }
    }

    private static async Task<Hello> ReadHelloAsync(IAsyncEnumerator<AgentMessage> reader)
    {
        if (!await reader.MoveNextAsync() || reader.Current.Hello is not { } hello)
            throw AgentRefusal.Invalid("hello_missing", "The first message of a link must be Hello.");
        return hello;
    }

    private async Task<Welcome> WelcomeAsync(LinkSession session, Hello hello, CancellationToken cancellationToken)
    {
        var agent = session.Agent;
        var row = new
        {
            agent.AgentId,
            agent.RoomId,
            Version = EnrolmentDesk.Clean(hello.AgentVersion, 64),
            StoreEpoch = EnrolmentDesk.Clean(hello.StoreEpoch, 64),
            BootId = EnrolmentDesk.Clean(hello.BootId, 64),
        };
        await database.WriteAsync(connection => connection.ExecuteAsync(UpdateAgent, row), cancellationToken);
        var names = await places.OfRoomAsync(agent.RoomId, cancellationToken) ?? throw AgentIdentity.RevokedRefusal();
        var welcome = new Welcome
        {
            HubTimeMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
            RoomName = names.RoomName,
            SchoolName = names.SchoolName,
            ProbeIntervalSeconds = (uint)settings.ProbeIntervalSeconds,
            StoreGeneration = await generation.IdAsync(cancellationToken),
        };
        await messages.WelcomeAsync(session, welcome, cancellationToken);
        return welcome;
    }

    private GrpcException Reason(LinkSession session, bool silent)
    {
        if (session.Agent.Revoked.IsCancellationRequested) return session.Agent.End.Refusal();
        if (session.End == LinkEnd.Replaced) return AgentRefusal.Create(GrpcStatusCode.Aborted, "replaced", "This box has opened a newer link.");
        if (session.End == LinkEnd.NotReading) return AgentRefusal.Create(GrpcStatusCode.Aborted, "not_reading", "The box does not read what the hub sends.");
        if (silent) return AgentRefusal.Create(GrpcStatusCode.Aborted, "silent", $"Nothing came for {Silence.TotalSeconds} seconds.");
        return AgentRefusal.Create(GrpcStatusCode.Unavailable, "hub_stopping", "The hub is ending.", ComeBack());
    }

    /// <summary>Somewhere within half a minute, so that those who were sent away do not come back together.</summary>
    private static TimeSpan ComeBack() => s_comeBack * (0.1 + 0.9 * Random.Shared.NextDouble());
}
