using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Lessons;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Home;

/// <summary>The answer of <c>GET /api/v1/home</c>. What is null is not the caller's to act on.</summary>
/// <param name="Alarms">That wait for somebody, the worst first; those that another one explains are not among them.</param>
/// <param name="SilentRooms">Whose boxes are away and should not be.</param>
/// <param name="LateLessons">Linked lessons of the last day that should have begun and did not.</param>
/// <param name="Approvals">Requests to show recordings to more people, the oldest first.</param>
/// <param name="FailedRecordings">Closed, and with nothing in them.</param>
/// <param name="InterruptedRecordings">Whose boxes have been silent for a day.</param>
/// <param name="Recording">Now.</param>
/// <param name="Uploading">On their way.</param>
/// <param name="Regions">With how their rooms are, the worst first; null when the caller sees one region only.</param>
/// <param name="Schools">The same of one region.</param>
internal sealed record HomeView(
    Page<AlarmItem>? Alarms,
    Page<Room>? SilentRooms,
    Page<LinkedLessonItem>? LateLessons,
    Page<ApprovalRequest>? Approvals,
    Page<RecordingItem>? FailedRecordings,
    Page<RecordingItem>? InterruptedRecordings,
    Page<RecordingItem>? Recording,
    Page<RecordingItem>? Uploading,
    Page<Region>? Regions,
    Page<School>? Schools);
