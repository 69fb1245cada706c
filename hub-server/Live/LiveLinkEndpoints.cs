using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Devices;
using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Live;

/// <summary>Body of <c>POST /api/v1/rooms/{id}/live-links</c>.</summary>
/// <param name="Hours">1 to 720.</param>
internal sealed record CreateLiveLink(int Hours);

/// <summary>What the holder of a link is told about the room: what a player needs, and nothing to command it with.</summary>
internal sealed record LinkedRoom(string RoomName, string SchoolName, Presence Presence, RecorderState? Recorder, string? Title, IReadOnlyList<LinkedSource> Sources);

internal sealed record LinkedSource(string Name, string Role);

/// <summary>Links to rooms: made, listed and revoked by who may watch them, opened by anybody who has one.</summary>
internal static class LiveLinkEndpoints
{
    private const int LongestHours = 720;

    public static void MapLiveLinks(this IEndpointRouteBuilder app)
    {
        var links = app.MapGroup("/api/v1/rooms/{id}/live-links").WithTags("live").Needs(Right.ShareLessons);
        links.MapPost("/", CreateAsync).WithName("createLiveLink").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("A link that shows the room as it happens without signing in, until it expires or is revoked");
        links.MapGet("/", ListAsync).WithName("listLiveLinks").ProducesProblem(404).WithSummary("The room's links that are still good");
        links.MapDelete("/{linkId}", RevokeAsync).WithName("revokeLiveLink").ProducesProblem(404).WithSummary("Revokes a link; who watches by it is closed");
        app.MapGet("/live/t/{token}/{roomId}", GetAsync).AllowAnonymous().WithTags("live").WithName("getLinkedRoom").ProducesProblem(403).ProducesProblem(404)
            .WithSummary("What a link shows: the room's name and sources; their frames come by WebSocket from /live/t/{token}/{room}/{source}");
        var watch = app.ServiceProvider.GetRequiredService<LiveWatch>();
        app.MapMethods(
            "/live/t/{token}/{roomId}/{source}", [HttpMethods.Get, HttpMethods.Connect],
            (HttpContext context, string token, string roomId, string source) => watch.ByLinkAsync(context, token, roomId, source)).AllowAnonymous().ExcludeFromDescription();
    }

    public static ProblemHttpResult LinkUnknown() => Problems.Missing("link_unknown", "This link has expired, was revoked, or there never was one like it.");

    private static async Task<Results<Created<CreatedLiveLink>, ProblemHttpResult>> CreateAsync(
        string id, CreateLiveLink body, Caller caller, RoomStore rooms, LimitBook limits, LiveLinks links, CancellationToken cancellationToken)
    {
        if (body.Hours is < 1 or > LongestHours) return Problems.Invalid("hours_invalid", $"hours is {body.Hours}; allowed: 1 to {LongestHours}.");
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return LiveWatch.RoomUnknown();
        if (await limits.IsForbiddenAsync(id, LimitBook.CameraPicture, cancellationToken)) return LiveWatch.Forbidden();
        return await links.CreateAsync(id, caller.Name, TimeSpan.FromHours(body.Hours), cancellationToken) is { } link
            ? TypedResults.Created(link.Url, link)
            : Problems.Conflict("links_full", $"The room has {LiveLinks.Most} links already; revoke one first.");
    }

    private static async Task<Results<Ok<IReadOnlyList<LiveLink>>, ProblemHttpResult>> ListAsync(
        string id, Caller caller, RoomStore rooms, LiveLinks links, CancellationToken cancellationToken) =>
        await rooms.FindAsync(caller.Scope, id, cancellationToken) is null ? LiveWatch.RoomUnknown() : TypedResults.Ok(await links.ListAsync(id, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string id, string linkId, Caller caller, RoomStore rooms, LiveLinks links, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return LiveWatch.RoomUnknown();
        return await links.RevokeAsync(id, linkId, cancellationToken) ? TypedResults.NoContent() : LinkUnknown();
    }

    private static async Task<Results<Ok<LinkedRoom>, ProblemHttpResult>> GetAsync(
        string token, string roomId, HttpContext context, LiveLinks links, RoomStore rooms, LimitBook limits, LiveBoard board)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!await links.IsGoodAsync(token, roomId, context.RequestAborted) || await rooms.FindAsync(Scope.Hub, roomId, context.RequestAborted) is not { } room) return LinkUnknown();
        if (await limits.IsForbiddenAsync(roomId, LimitBook.CameraPicture, context.RequestAborted)) return LiveWatch.Forbidden();
        var live = board.Of(room, chat: false);
        return TypedResults.Ok(new LinkedRoom(live.RoomName, live.SchoolName, live.Presence, live.Recorder, live.Title, [.. live.Sources.Select(source => new LinkedSource(source.Name, source.Role))]));
    }
}
