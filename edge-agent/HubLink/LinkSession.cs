using System.Threading.Channels;
using Google.Protobuf.Reflection;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// What is said over one control connection, from Hello to its end: state as it changes, time probes, commands and
/// their results, pictures while the hub wants them; and beside it what the outbox holds.
/// </summary>
internal sealed class LinkSession(
    HubOptions options,
    HubClock clock,
    HubHello hello,
    LinkBoard board,
    LinkReports reports,
    CommandInbox commands,
    OutboxDelivery delivery,
    TimeProvider time)
{
    /// <summary>Senders wait when the line is slow; state is then simply reported less often.</summary>
    private const int OutboundMessages = 16;

    private static readonly MethodDescriptor Connect = LinkReflection.Descriptor.Services[0].FindMethodByName("Connect");

    /// <summary>Returns never: it ends by an exception that says how the link ended.</summary>
    public async Task RunAsync(HubConnection connection, Action<Welcome> welcomed, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var call = connection.Channel.Start<AgentMessage, HubMessage>(Connect, new GrpcCallOptions(), ended.Token);
        var askedMs = clock.MonotonicMs;
        var welcome = await GreetAsync(call, cancellationToken);
        clock.TakeRough(askedMs, welcome.HubTimeMs);
        welcomed(welcome);
        await TalkAsync(connection, call, new TimeProbes(welcome.ProbeIntervalSeconds, clock, board.Pulse, time), reports.Begin(welcome), ended);
    }

    private async Task<Welcome> GreetAsync(GrpcClientCall<AgentMessage, HubMessage> call, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.ConnectTimeout, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await call.WriteAsync(new AgentMessage { Hello = hello.Make() }, patience.Token);
            var first = await call.ReadAsync(patience.Token) ?? throw new LinkLostException("The hub ended the stream before its Welcome.");
            return first.Welcome ?? throw new LinkLostException($"The hub's first message was {first.MessageCase} where Welcome is due.");
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LinkLostException($"The hub did not answer Hello within {options.ConnectTimeout.TotalSeconds} s.");
        }
    }

    private async Task TalkAsync(HubConnection connection, GrpcClientCall<AgentMessage, HubMessage> call, TimeProbes probes, LinkReports.Wishes wishes, CancellationTokenSource ended)
    {
        var outbound = Channel.CreateBounded<AgentMessage>(new BoundedChannelOptions(OutboundMessages) { SingleReader = true });
        var untold = new UntoldResults();
        Task[] loops =
        [
            SendAsync(call, outbound.Reader, untold, ended.Token),
            ReceiveAsync(call, outbound.Writer, probes, untold, wishes, ended.Token),
            probes.RunAsync(outbound.Writer, ended.Token),
            .. reports.Run(wishes, outbound.Writer, ended.Token),
            delivery.RunAsync(connection.Channel, ended.Token),
        ];
        var first = await Task.WhenAny(loops);
        await ended.CancelAsync();
        outbound.Writer.Complete();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await commands.KeepAsync([.. untold.Left, .. Unsent(outbound.Reader)]);
        await first;
    }

    private static IEnumerable<CommandResult> Unsent(ChannelReader<AgentMessage> outbound)
    {
        while (outbound.TryRead(out var message))
        {
            if (message.Result is { } result) yield return result;
        }
    }

    private async Task SendAsync(GrpcClientCall<AgentMessage, HubMessage> call, ChannelReader<AgentMessage> outbound, UntoldResults untold, CancellationToken cancellationToken)
    {
        await foreach (var message in outbound.ReadAllAsync(cancellationToken))
        {
            if (message.Result is { } result) untold.Sent(result, clock.MonotonicMs);
            if (!await call.WriteAsync(message, cancellationToken)) break;
        }
        // Nobody listens any more; whoever reads is told why, and ends the session.
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
    }

    private async Task ReceiveAsync(
        GrpcClientCall<AgentMessage, HubMessage> call, ChannelWriter<AgentMessage> outbound, TimeProbes probes, UntoldResults untold, LinkReports.Wishes wishes, CancellationToken cancellationToken)
    {
        while (await call.ReadAsync(cancellationToken) is { } message)
        {
            switch (message.MessageCase)
            {
                case HubMessage.MessageOneofCase.Command:
                    await commands.PutAsync(message.Command, outbound, cancellationToken);
                    break;
                case HubMessage.MessageOneofCase.TimeReply:
                    probes.Answered(message.TimeReply);
                    commands.Told(untold.Answered(message.TimeReply.ProbeSentMonotonicMs));
                    break;
                case HubMessage.MessageOneofCase.RoomNames:
                    board.Name(message.RoomNames.RoomName, message.RoomNames.SchoolName);
                    break;
                default:
                    reports.Take(message, wishes);
                    break;
            }
        }
        throw new LinkLostException("The hub ended the stream.");
    }
}
