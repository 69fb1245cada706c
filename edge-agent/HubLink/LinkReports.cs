using System.Threading.Channels;
using Tongtang.EdgeAgent.Lessons;
using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Timetable;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>All that the box tells the hub of itself on one link without being asked each time: state, pictures, devices.</summary>
internal sealed class LinkReports(StateReports states, PictureReports pictures, DeviceReports devices, RemoteRights rights, LiveBoard live, LessonTalk lessons, QuarantineReports quarantine, TimetableBoard timetable, HubIdentity identity, TimeProvider time)
{
    /// <summary>What one link is to be told.</summary>
    public sealed class Wishes(Welcome welcome, TimeProvider time)
    {
        public PictureWish Pictures { get; } = new(time);

        public DeviceTalk Devices { get; } = new(welcome);

        public QuarantineTalk Quarantine { get; } = new();
    }

    public Wishes Begin(Welcome welcome)
    {
        TakeRights(welcome.RemoteLimits);
        live.ForgetOnlookers();
        return new Wishes(welcome, time);
    }

    public IEnumerable<Task> Run(Wishes wishes, ChannelWriter<AgentMessage> outbound, CancellationToken cancellationToken) =>
    [
        states.RunAsync(outbound, cancellationToken),
        pictures.RunAsync(wishes.Pictures, outbound, cancellationToken),
        devices.RunAsync(wishes.Devices, outbound, cancellationToken),
        quarantine.RunAsync(wishes.Quarantine, outbound, cancellationToken),
        .. lessons.Run(outbound, cancellationToken),
    ];

    /// <summary>A newer hub may say more than this agent knows; what it does not know it leaves alone.</summary>
    public void Take(HubMessage message, Wishes wishes)
    {
        if (lessons.Take(message)) return;
        switch (message.MessageCase)
        {
            case HubMessage.MessageOneofCase.PictureRequest:
                wishes.Pictures.Set(rights.Allows(RemoteRights.Pictures) ? message.PictureRequest.IntervalSeconds : 0);
                break;
            case HubMessage.MessageOneofCase.DescriptionRequest:
                wishes.Devices.Ask(message.DescriptionRequest);
                break;
            case HubMessage.MessageOneofCase.EquipmentAsk:
                wishes.Devices.AskChoices();
                break;
            case HubMessage.MessageOneofCase.QuarantineAsk:
                wishes.Quarantine.Ask(message.QuarantineAsk);
                break;
            case HubMessage.MessageOneofCase.Desired:
                wishes.Devices.Want(message.Desired);
                break;
            case HubMessage.MessageOneofCase.WatchWire:
                wishes.Devices.Watch(message.WatchWire, devices.TraceOf(message.WatchWire.Device), time.GetUtcNow());
                break;
            case HubMessage.MessageOneofCase.RemoteLimits:
                TakeRights(message.RemoteLimits);
                if (!rights.Allows(RemoteRights.Pictures)) wishes.Pictures.Set(0);
                break;
            case HubMessage.MessageOneofCase.Timetable:
                timetable.Take(message.Timetable, identity.Current?.Enrolled.RoomId ?? "");
                break;
            case HubMessage.MessageOneofCase.LiveRequest:
                live.Request(message.LiveRequest);
                break;
            default:
                break;
        }
    }

    private void TakeRights(RemoteLimits? limits)
    {
        rights.Take(limits);
        live.Allow(rights.Allows(RemoteRights.Pictures));
    }
}
