using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Live;
using Tongtang.HubServer.Visits;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Chat;

/// <summary>Body of <c>POST /api/v1/rooms/{id}/chat</c>.</summary>
internal sealed record SayInChat(string Text);

/// <summary>The newest messages of a room, oldest first.</summary>
/// <param name="Allowed">Whether the school lets its viewers write; then there may be messages.</param>
internal sealed record RoomChat(string RoomId, bool Allowed, IReadOnlyList<ChatMessage> Messages);

/// <summary>Viewers of a room write to each other, where the school wants that.</summary>
internal static class ChatEndpoints
{
    public static void MapChat(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/rooms/{id}/chat").WithTags("live").Needs(Right.WatchLessons);
        group.MapGet("/", GetAsync).WithName("getRoomChat").ProducesProblem(404)
            .WithSummary("What those who watch a room write; its changes come as events `chat`, which say nothing of whose a message is");
        group.MapPost("/", SayAsync).WithName("sayInRoomChat").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(429)
            .WithSummary("Writes to those who watch the room; the newest 50 messages are kept while it goes on");
        group.MapDelete("/{messageId}", TakeBackAsync).WithName("deleteRoomChatMessage").ProducesProblem(404)
            .WithSummary("Takes a message away, one's own or another's");
    }

    private static async Task<Results<Ok<RoomChat>, ProblemHttpResult>> GetAsync(string id, Caller caller, RoomStore rooms, SchoolStore schools, ChatBook book, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is not { } room) return LiveWatch.RoomUnknown();
        var allowed = await schools.AllowsChatAsync(room.SchoolId, cancellationToken);
        return TypedResults.Ok(new RoomChat(id, allowed, allowed ? book.Of(id, Watcher.Of(caller)) : []));
    }

    private static async Task<Results<Created<ChatMessage>, ProblemHttpResult>> SayAsync(
        string id, SayInChat body, HttpContext context, Caller caller, RoomStore rooms, SchoolStore schools, ChatBook book, EventHub events, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is not { } room) return LiveWatch.RoomUnknown();
        if (!await schools.AllowsChatAsync(room.SchoolId, cancellationToken)) return Problems.Forbidden("chat_off", "The school does not let those who watch its rooms write to each other.");
        if (ChatText.Check(body.Text, out var text) is { } problem) return problem;
        if (book.Say(room.SchoolId, id, Watcher.Of(caller), text) is not { } said)
        {
            context.Response.Headers.RetryAfter = ChatBook.Hurry.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return Problems.Create(StatusCodes.Status429TooManyRequests, "chat_too_fast", $"{ChatBook.MostInAHurry} messages within {ChatBook.Hurry.TotalSeconds} s are as many as one may write.");
        }
        events.Changed(ChatFeature.Event, id);
        return TypedResults.Created($"/api/v1/rooms/{id}/chat/{said.Id}", said);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> TakeBackAsync(
        string id, string messageId, Caller caller, RoomStore rooms, ChatBook book, EventHub events, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return LiveWatch.RoomUnknown();
        if (!book.TakeBack(id, messageId)) return Problems.Missing("message_unknown", "There is no such message any more.");
        events.Changed(ChatFeature.Event, id);
        return TypedResults.NoContent();
    }
}
