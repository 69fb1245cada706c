using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Devices;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Visits;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Playback;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Agents;

internal enum CommandAction
{
    Start,
    Pause,
    Resume,
    Stop,
}

/// <summary>Body of <c>POST /api/v1/rooms/{id}/commands</c>.</summary>
/// <param name="Title">For start: at most 200 characters; the box makes one when it is empty.</param>
/// <param name="CommandId">32 lower-case hex digits; the same id again answers what came of it. Made here when not given.</param>
internal sealed record SendCommand(CommandAction Action, string? Title = null, string? Teacher = null, string? CommandId = null);

/// <summary>What people do with a room's box.</summary>
internal static class RoomAgentEndpoints
{
    public static void MapRoomAgents(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/rooms/{id}").WithTags("agents");
        group.MapPost("/join-codes", CreateCodeAsync).WithName("createJoinCode").Needs(Right.IssueJoinCodes).ProducesProblem(404)
            .WithSummary("A join code for the room's box: for one use, for a day; cancels the room's unused older ones");
        group.MapPost("/commands", SendAsync).WithName("sendCommand").Needs(Right.CommandDevices).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Tells the room's box to start, pause, resume or stop, and waits up to ten seconds for its answer");
        group.MapGet("/pictures/{source}", LookAsync).WithName("getPicture").Needs(Right.WatchLessons).Produces<byte[]>(200, "image/jpeg").ProducesProblem(403).ProducesProblem(404)
            .WithSummary("The newest picture of a source; asking keeps the box sending for 30 seconds");
    }

    private static async Task<Results<Ok<IssuedJoinCode>, ProblemHttpResult>> CreateCodeAsync(
        string id, Caller caller, RoomStore rooms, JoinCodes codes, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomUnknown();
        return TypedResults.Ok(await codes.CreateAsync(id, caller.Name, cancellationToken));
    }

    private static async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> SendAsync(
        string id, SendCommand body, Caller caller, RoomStore rooms, AgentPresence presence, AgentCommands commands, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomUnknown();
        if (Fault(body) is { } problem) return problem;
        if (presence.SessionOf(id) is not { } session) return Problems.Conflict("agent_offline", "The room's box is not connected.");
        var command = Build(body);
        return await commands.SendAsync(session, command, caller.Name, cancellationToken) is { } answer
            ? TypedResults.Ok(answer)
            : Problems.Conflict("command_id_used", "This commandId was used for another room.");
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> LookAsync(
        string id, [Description("The source's name.")] string source, HttpContext context, Caller caller, RoomStore rooms, LimitBook limits, LivePictures pictures, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomUnknown();
        if (await limits.IsForbiddenAsync(id, LimitBook.CameraPicture, cancellationToken))
            return Problems.Forbidden(LimitBook.Code, "The school does not allow pictures of its rooms from outside.");
        if (!MediaNames.IsView(source) || await pictures.LookAsync(id, Watcher.Of(caller), source, cancellationToken) is not { } picture)
            return Problems.Missing("picture_none", "There is no picture of this source yet; ask again in a second.");
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.File(picture, "image/jpeg");
    }

    private static ProblemHttpResult? Fault(SendCommand body)
    {
        if (body.CommandId is { } id && !DescriptionRules.IsId(id)) return Problems.Invalid("command_id_invalid", "commandId must be 32 lower-case hex digits.");
        if (body.Action != CommandAction.Start && (body.Title ?? body.Teacher) is not null) return Problems.Invalid("command_invalid", "Only start takes a title and a teacher.");
        if (DescriptionRules.FaultOfText("title", body.Title ?? "") is { } title) return Problems.Invalid("title_invalid", title);
        return DescriptionRules.FaultOfText("teacher", body.Teacher ?? "") is { } teacher ? Problems.Invalid("teacher_invalid", teacher) : null;
    }

    private static Command Build(SendCommand body)
    {
        var command = new Command { Id = body.CommandId ?? Guid.NewGuid().ToString("N") };
        switch (body.Action)
        {
            case CommandAction.Start:
                command.Start = new StartRecording { Title = body.Title ?? "", Teacher = body.Teacher ?? "" };
                break;
            case CommandAction.Pause:
                command.Pause = new PauseRecording();
                break;
            case CommandAction.Resume:
                command.Resume = new ResumeRecording();
                break;
            case CommandAction.Stop:
                command.Stop = new StopRecording();
                break;
        }
        return command;
    }

    private static ProblemHttpResult RoomUnknown() => Problems.Missing("room_unknown", "There is no such room, or it is not the caller's to see.");
}
