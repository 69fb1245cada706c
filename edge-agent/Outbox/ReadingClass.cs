using Tongtang.EdgeAgent.HubLink;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>
/// In which class a reading waits. While the hub is there, as a reading; once it has been away for a while, as backlog: after
/// a summer without a line the hub knows at once how the room is now, and what was in between follows.
/// </summary>
internal sealed class ReadingClass(LinkBoard link)
{
    /// <summary>A hub that restarts, and a line that is cut for a moment, are back by then.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    public ItemClass Now => link.AwayFor < s_patience ? ItemClass.Reading : ItemClass.Backlog;
}
