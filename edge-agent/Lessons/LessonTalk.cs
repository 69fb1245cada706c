using System.Threading.Channels;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>What is said of lessons on one link, both ways.</summary>
internal sealed class LessonTalk(LessonBoard board, LessonReports reports, LessonActs acts, HubIdentity identity)
{
    public IEnumerable<Task> Run(ChannelWriter<AgentMessage> outbound, CancellationToken cancellationToken) =>
        [reports.RunAsync(outbound, cancellationToken), acts.RunAsync(outbound, cancellationToken)];

    /// <returns>Whether it was about lessons.</returns>
    public bool Take(HubMessage message)
    {
        switch (message.MessageCase)
        {
            case HubMessage.MessageOneofCase.LessonPart:
                board.Take(message.LessonPart, identity.Current?.Enrolled.RoomId ?? "");
                return true;
            case HubMessage.MessageOneofCase.LessonRefusal:
                acts.Refused(message.LessonRefusal);
                return true;
            case HubMessage.MessageOneofCase.LessonChoices:
                acts.Answered(message.LessonChoices);
                return true;
            default:
                return false;
        }
    }
}
