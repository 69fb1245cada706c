using Tongtang.HubServer.Devices;
using Tongtang.HubServer.Lessons;
using Tongtang.HubServer.Live;
using Tongtang.HubServer.Readings;
using Tongtang.HubServer.Timetable;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Agents;

/// <summary>What each message of a box leads to.</summary>
internal sealed class LinkMessages(
    AgentPresence presence, AgentCommands commands, PictureBoard pictures, BootClocks clocks, DuplicateWatch duplicates, DeviceLink devices, LessonLink lessons, QuarantineDesk quarantine, TimetableTeller timetable, LiveBoard live, TimeProvider time)
{
    /// <summary>Fills in what features want a box to know first.</summary>
    public Task WelcomeAsync(LinkSession session, Welcome welcome, CancellationToken cancellationToken) => devices.WelcomeAsync(session.Agent, welcome, cancellationToken);

    public async Task EnteredAsync(LinkSession session, Hello hello, CancellationToken cancellationToken)
    {
        clocks.Hear(session.Agent.AgentId, hello.BootId, hello.MonotonicMs);
        lessons.Entered(session);
        commands.Resend(session);
        pictures.Renew(session);
        live.Renew(session);
        await devices.EnteredAsync(session, cancellationToken);
        await timetable.EnteredAsync(session, hello, cancellationToken);
    }

    public void Left(LinkSession session)
    {
        pictures.Forget(session.Agent.RoomId);
        devices.Left(session);
        lessons.Left(session);
    }

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
            case AgentMessage.MessageOneofCase.Devices when presence.IsCurrent(session):
                await devices.HearAsync(session, message.Devices, cancellationToken);
                break;
            case AgentMessage.MessageOneofCase.Description:
                await devices.HearAsync(session, message.Description, cancellationToken);
                break;
            case AgentMessage.MessageOneofCase.Configuration when presence.IsCurrent(session):
                await devices.HearAsync(session, message.Configuration, cancellationToken);
                break;
            case AgentMessage.MessageOneofCase.EquipmentChoices:
                devices.Hear(session, message.EquipmentChoices);
                break;
            case AgentMessage.MessageOneofCase.QuarantineAnswer:
                quarantine.Hear(session, message.QuarantineAnswer);
                break;
            case AgentMessage.MessageOneofCase.Wire:
                devices.Hear(session, message.Wire);
                break;
            case AgentMessage.MessageOneofCase.Lesson when presence.IsCurrent(session):
                await lessons.HearAsync(session, message.Lesson, cancellationToken);
                break;
            case AgentMessage.MessageOneofCase.LessonAct when presence.IsCurrent(session):
                await lessons.HearAsync(session, message.LessonAct, cancellationToken);
                break;
            case AgentMessage.MessageOneofCase.LessonAsk:
                await lessons.AskedAsync(session, cancellationToken);
                break;
            default:
                // Hello again, or a message of a newer box: nothing to do for it.
                break;
        }
    }
}
