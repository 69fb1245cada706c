using System.Collections.Frozen;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Events;

internal static class EventsFeature
{
    /// <summary>Whose readings one page shows at the same time.</summary>
    private const int MostRooms = 16;

    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<EventHub>();
        services.AddLoop<EventLoop>();
        return services;
    }

    public static void MapEvents(this IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/events", StreamAsync)
        .WithName("streamEvents").Needs(Right.SeeRooms)
        .WithTags("events")
        .WithSummary("What changes, as server-sent events")
        .WithDescription(
            "Events `room` (a Room), `recording` and `alarm` (an item of their lists), at most one a second per thing and only "
            + "where the caller may see rooms, of recordings and chat where they may watch lessons; `missed` says that the reader was too slow and should read its lists again. "
            + "`reading` (the newest value of a series, at most one a second) and `devices` (the devices and scenes of a room, after each change) and `chat` (what its viewers write) come for the rooms that `readings` names, "
            + "up to 16 ids with commas between. `kinds` leaves only these events, with commas between. "
            + "A comment every 15 seconds shows that the line is alive.")
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    private static async Task StreamAsync(
        HttpContext context, [FromQuery] string? readings, [FromQuery] string? kinds, Caller caller, CallerStore callers, EventHub hub, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        var rooms = Listed(readings);
        if (rooms.Count > MostRooms)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "rooms_too_many", $"readings names {rooms.Count} rooms; allowed: {MostRooms}.");
            return;
        }
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var subscriber = new EventSubscriber(right => caller.Assignments.For(right), rooms, string.IsNullOrEmpty(kinds) ? null : Listed(kinds));
        using var subscription = hub.Subscribe(subscriber);
        try
        {
            await EventStream.WriteAsync(context, TakeAsync, time, ended.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The hub ends: the stream ends with it, and the page connects again when it is back.
        }

        // Who signed out, or whose token was deleted, is told nothing more.
        async Task<IReadOnlyList<StreamEvent>> TakeAsync(CancellationToken cancellationToken)
        {
            var events = await subscriber.TakeAsync(cancellationToken);
            return await callers.OfAsync(context.Request, counts: false, cancellationToken) == caller ? events : [];
        }
    }

    private static FrozenSet<string> Listed(string? names) =>
        (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet(StringComparer.Ordinal);
}
