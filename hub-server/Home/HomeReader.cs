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

    /// <remarks>In three lanes, each with a reader of its own: one after the other the lists would take the sum of their times.</remarks>
    public async Task<HomeView> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var waiting = Task.Run(() => WaitingAsync(caller, cancellationToken), cancellationToken);
        var kept = Task.Run(() => RecordingsAsync(caller, cancellationToken), cancellationToken);
        var places = Task.Run(() => PlacesAsync(caller, cancellationToken), cancellationToken);
        await Task.WhenAll(waiting, kept, places);
        var (alarmed, silent, late, asked) = await waiting;
        var (failed, interrupted, recording, uploading) = await kept;
        var (around, within) = await places;
        return new HomeView(alarmed, silent, late, asked, failed, interrupted, recording, uploading, around, within);
    }

    private async Task<(Page<AlarmItem>?, Page<Room>?, Page<LinkedLessonItem>?, Page<ApprovalRequest>?)> WaitingAsync(Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (handles, runs, approves) = (Where(caller, Right.HandleAlarms), Where(caller, Right.RunLinkedLessons), Where(caller, Right.ApproveRecordings));
        return (
            handles is null ? null : await alarms.ListAsync(handles, new AlarmFilter { Waiting = true }, Plan("alarm.severity DESC, alarm.raised_at_ms DESC, alarm.id"), cancellationToken),
            handles is null ? null : await rooms.ListAsync(handles, new RoomFilter(null, null, null, null, null) { Silent = true }, Plan("room.since_ms, room.id"), cancellationToken),
            runs is null ? null : await lessons.ListAsync(runs, new LessonFilter { States = s_notBegun, From = now - s_late, To = now }, Plan("planned_start_ms DESC, id"), cancellationToken),
            approves is null ? null : await approvals.ListAsync(approves, RequestState.Waiting, Plan("approval_request.asked_at_ms, approval_request.id"), cancellationToken));
    }

    private async Task<(Page<RecordingItem>?, Page<RecordingItem>?, Page<RecordingItem>?, Page<RecordingItem>?)> RecordingsAsync(Caller caller, CancellationToken cancellationToken)
    {
        var keeps = Where(caller, Right.ManageRecordings) is { } managed ? Sight.Managing(managed) : null;
        var watches = Where(caller, Right.WatchLessons) is null ? null : await sights.OfAsync(caller, cancellationToken);
        return (
            await RecordingsAsync(keeps, RecordingState.Failed, cancellationToken),
            await RecordingsAsync(keeps, RecordingState.Interrupted, cancellationToken),
            await RecordingsAsync(watches, RecordingState.Recording, cancellationToken),
            await RecordingsAsync(watches, RecordingState.Uploading, cancellationToken));
    }

    /// <summary>Whoever sees one region only sees its schools instead.</summary>
    private async Task<(Page<Region>?, Page<School>?)> PlacesAsync(Caller caller, CancellationToken cancellationToken)
    {
        var around = await regions.ListAsync(caller.Scope, null, Plan("worst_alarm DESC, offline DESC, region.name_key, region.id", Places), cancellationToken);
        if (around.Total != 1) return (around, null);
        return (null, await schools.ListAsync(caller.Scope, new SchoolFilter(null, null, null, null, null), Plan("worst_alarm DESC, offline DESC, school.name_key, school.id", Places), cancellationToken));
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
