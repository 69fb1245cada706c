using Tongtang.HubServer.Database;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Recordings;

/// <summary>Puts a recording's detail together. Pure.</summary>
internal static class RecordingDetails
{
    public static RecordingDetail Of(RecordingItem item, RecordingPlan plan, Dictionary<string, StoredTrack> stored, Dictionary<string, long> durationsUs)
    {
        var description = plan.Description!;
        return new RecordingDetail(
            item.Id,
            item.RoomId,
            item.RoomName,
            item.SchoolName,
            item.Title,
            item.Teacher,
            item.State,
            item.StartedAt,
            item.EndedAt,
            item.DurationSeconds,
            item.Bytes,
            item.Progress,
            description.Views.Select(view => new RecordingView(view.Name, Role(view.Role), view.VideoTrack.NullIfEmpty(), view.AudioTrack.NullIfEmpty())).ToList(),
            plan.Tracks.Values.Select(track => TrackOf(track, stored, durationsUs)).ToList(),
            description.Marks.Select(mark => new RecordingMark(mark.AtMs / 1000.0, mark.Label)).ToList(),
            description.HiddenSpans.Select(span => new RecordingHiddenSpan(span.Number, span.FromMs / 1000.0, span.ToMs == 0 ? null : span.ToMs / 1000.0, State(span.State))).ToList())
        {
            Subject = item.Subject,
            ClassName = item.ClassName,
            LessonId = item.LessonId,
            Visibility = item.Visibility,
            Approval = item.Approval,
            Bin = item.Bin,
        };
    }

    private static RecordingTrack TrackOf(TrackPlan track, Dictionary<string, StoredTrack> stored, Dictionary<string, long> durationsUs)
    {
        var held = stored.TryGetValue(track.Name, out var found) ? found.Numbers : new NumberSet();
        return new RecordingTrack(
            track.Name,
            track.Name.EndsWith(".video", StringComparison.Ordinal) ? "video" : "audio",
            RecordingProgress.CountVisible(held, track.Hidden),
            durationsUs.GetValueOrDefault(track.Name) / 1_000_000.0,
            RecordingProgress.MissingOf(track, held).Sum(span => span.Count));
    }

    private static string Role(SourceRole role) => role switch
    {
        SourceRole.Teacher => "teacher",
        SourceRole.Student => "student",
        SourceRole.Screen => "screen",
        SourceRole.Board => "board",
        SourceRole.Audio => "audio",
        // A role of a newer box: shown as what every hub knows.
        _ => "student",
    };

    private static string State(HiddenState state) => state switch
    {
        HiddenState.Restored => "restored",
        HiddenState.Discarded => "discarded",
        _ => "hidden",
    };
}
