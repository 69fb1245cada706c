using Tongtang.HubServer.Readings;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Agents;

/// <summary>What each message of a box leads to.</summary>
internal sealed class LinkMessages(
    AgentPresence presence, AgentCommands commands, PictureBoard pictures, BootClocks clocks, DuplicateWatch duplicates, TimeProvider time)
{
    public void Entered(LinkSession session, Hello hello)
    {
        clocks.Hear(session.Agent.AgentId, hello.BootId, hello.MonotonicMs);
        commands.Resend(session);
        pictures.Renew(session);
    }

    public void Left(LinkSession session) => pictures.Forget(session.Agent.RoomId);

    public async ValueTask HandleAsync(LinkSession session, AgentMessage message, CancellationToken cancellationToken)
    {
        switch (message.MessageCase)
        {
            case AgentMessage.MessageOneofCase.State:
                presence.Report(session, ReportedStates.Read(message.State));
                break;
            case AgentMessage.MessageOneofCase.Result:
                await commands.FinishAsync(session.Agent, message.Result, cancellationToken);
                break;
            case AgentMessage.MessageOneofCase.TimeProbe:
                var received = time.GetUtcNow().ToUnixTimeMilliseconds();
                // hub_sent_ms is filled in when it leaves.
                session.Send(new HubMessage { TimeReply = new TimeReply { ProbeSentMonotonicMs = message.TimeProbe.SentMonotonicMs, HubReceivedMs = received } });
                if (presence.IsCurrent(session)) await duplicates.HeardAsync(session, cancellationToken);
                break;
            case AgentMessage.MessageOneofCase.Picture:
                pictures.Put(session.Agent.RoomId, message.Picture);
                break;
            default:
                // Hello again, or a message of a newer box: nothing to do for it.
                break;
        }
    }
}
