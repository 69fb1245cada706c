using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Devices;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Live;

/// <summary>What can be watched now.</summary>
internal static class LiveEndpoints
{
    public static void MapLiveLists(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/live", ListAsync).WithName("listLive").Needs(Right.WatchLessons).WithTags("live")
            .WithSummary("Rooms of the caller's that record or are being watched");
        app.MapGet("/api/v1/rooms/{id}/live", GetAsync).WithName("getRoomLive").Needs(Right.WatchLessons).WithTags("live").ProducesProblem(403).ProducesProblem(404)
            .WithSummary("What of a room can be watched as it happens; its frames come by WebSocket from /live/{room}/{source}");
    }

    private static async Task<Results<Ok<Page<LiveRoomItem>>, ProblemHttpResult>> ListAsync(
        Caller caller, RoomStore rooms, LiveBoard board, [AsParameters] PageQuery page, string? q, CancellationToken cancellationToken)
    {
        if (page.Plan(RoomStore.SortColumns, "schoolName", "room.id", out var plan) is { } problem) return problem;
        var filter = new RoomFilter(null, null, null, null, q) { RecordingOr = board.Watched };
        var found = await rooms.ListAsync(caller.Scope, filter, plan, cancellationToken);
        return TypedResults.Ok(new Page<LiveRoomItem>([.. found.Items.Select(board.Item)], found.Total, found.Number, found.PageSize));
    }

    private static async Task<Results<Ok<RoomLive>, ProblemHttpResult>> GetAsync(
        string id, Caller caller, RoomStore rooms, SchoolStore schools, LimitBook limits, LiveBoard board, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is not { } room) return LiveWatch.RoomUnknown();
        if (await limits.IsForbiddenAsync(id, LimitBook.CameraPicture, cancellationToken)) return LiveWatch.Forbidden();
        return TypedResults.Ok(board.Of(room, await schools.AllowsChatAsync(room.SchoolId, cancellationToken)));
    }
}
