using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Lessons;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Home;

/// <summary>Asks each feature for its first few rows, as its own list has them, so that every count leads to its rows.</summary>
internal sealed class HomeReader(AlarmLists alarms, RoomStore rooms, LessonLists lessons, RecordingLists recordings, ApprovalLists approvals, Sights sights, RegionStore regions, SchoolStore schools, TimeProvider time)
{
    private const int Few = 5;
    private const int Places = 50;

    private static readonly TimeSpan s_late = TimeSpan.FromDays(1);

    private static readonly IReadOnlyList<string> s_notBegun = ["planned", "missed"];

    public async Task<HomeView> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (handles, runs, approves) = (Where(caller, Right.HandleAlarms), Where(caller, Right.RunLinkedLessons), Where(caller, Right.ApproveRecordings));
        var keeps = Where(caller, Right.ManageRecordings) is { } managed ? Sight.Managing(managed) : null;
        var watches = Where(caller, Right.WatchLessons) is null ? null : await sights.OfAsync(caller, cancellationToken);
        var around = await regions.ListAsync(caller.Scope, null, Plan("worst_alarm DESC, offline DESC, region.name_key, region.id", Places), cancellationToken);
        return new HomeView(
            handles is null ? null : await alarms.ListAsync(handles, new AlarmFilter { Waiting = true }, Plan("alarm.severity DESC, alarm.raised_at_ms DESC, alarm.id"), cancellationToken),
            handles is null ? null : await rooms.ListAsync(handles, new RoomFilter(null, null, null, null, null) { Silent = true }, Plan("room.since_ms, room.id"), cancellationToken),
            runs is null ? null : await lessons.ListAsync(runs, new LessonFilter { States = s_notBegun, From = now - s_late, To = now }, Plan("planned_start_ms DESC, id"), cancellationToken),
            approves is null ? null : await approvals.ListAsync(approves, RequestState.Waiting, Plan("approval_request.asked_at_ms, approval_request.id"), cancellationToken),
            await RecordingsAsync(keeps, RecordingState.Failed, cancellationToken),
            await RecordingsAsync(keeps, RecordingState.Interrupted, cancellationToken),
            await RecordingsAsync(watches, RecordingState.Recording, cancellationToken),
            await RecordingsAsync(watches, RecordingState.Uploading, cancellationToken),
            around.Total == 1 ? null : around,
            around.Total == 1 ? await schools.ListAsync(caller.Scope, new SchoolFilter(null, null, null, null, null), Plan("worst_alarm DESC, offline DESC, school.name_key, school.id", Places), cancellationToken) : null);
    }

    private async Task<Page<RecordingItem>?> RecordingsAsync(Sight? sight, RecordingState state, CancellationToken cancellationToken)
    {
        if (sight is null) return null;
        var found = await recordings.ListAsync(sight, new RecordingFilter { State = state }, Plan("recording.started_at_ms DESC, recording.id"), cancellationToken);
        return new Page<RecordingItem>(found.Items, found.Total, found.Page, found.PageSize);
    }

    private static Scope? Where(Caller caller, Right right) => caller.Assignments.For(right) is { IsNothing: false } scope ? scope : null;

    private static PagePlan Plan(string order, int size = Few) => new(1, size, $"ORDER BY {order} LIMIT {size}");
}
