using Tongtang.Protocol.Http;
using Tongtang.Protocol.Playback;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>What people do in a linked lesson, at this room's panel. Each answers when it is so, or why it is not.</summary>
internal static class LessonEndpoints
{
    private sealed record OnBody(bool On);

    private sealed record RoomBody(string? RoomId = null);

    private sealed record VolumeBody(int Percent);

    private sealed record LayoutBody(LessonLayoutKind Layout, string? MainSource = null);

    private sealed record StartBody(string PairingId, string? Title = null, string? Teacher = null, uint Minutes = 0);

    private sealed record ChoiceView(string PairingId, string Name, LessonMode Mode, IReadOnlyList<ChoiceRoomView> Receivers);

    private sealed record ChoiceRoomView(string RoomId, string RoomName, string SchoolName, bool Online);

    private sealed record ChoicesView(IReadOnlyList<ChoiceView> Pairings);

    public static void MapLessons(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/media/lesson/{**path}", [HttpMethods.Get, HttpMethods.Head], (LessonMedia media, HttpContext context, string path) => media.SendAsync(context, path));
        var lesson = app.MapGroup("/api/v1/lesson").AddEndpointFilter(TellAsync);
        lesson.MapGet("/choices", ChoicesAsync);
        lesson.MapPost("/start", (StartBody body, LessonActs acts, CancellationToken cancellationToken) => DoneAsync(
            acts.DoAsync(new LessonAct { Start = new LessonStart { PairingId = body.PairingId, Title = body.Title ?? "", Teacher = body.Teacher ?? "", Minutes = body.Minutes } }, cancellationToken)));
        lesson.MapPost("/hand", (OnBody body, LessonBoard board, LessonActs acts, CancellationToken cancellationToken) => DoAsync(board, acts, new LessonAct { Hand = body.On }, cancellationToken));
        lesson.MapPost("/mute", (OnBody body, LessonBoard board, LessonActs acts, CancellationToken cancellationToken) => DoAsync(board, acts, new LessonAct { Mute = body.On }, cancellationToken));
        lesson.MapPost("/help", (OnBody body, LessonBoard board, LessonActs acts, CancellationToken cancellationToken) => DoAsync(board, acts, new LessonAct { Help = body.On }, cancellationToken));
        lesson.MapPost("/floor", (RoomBody body, LessonBoard board, LessonActs acts, CancellationToken cancellationToken) => DoAsync(board, acts, new LessonAct { GiveFloor = body.RoomId ?? "" }, cancellationToken));
        lesson.MapPost("/invite", (RoomBody body, LessonBoard board, LessonActs acts, CancellationToken cancellationToken) => DoAsync(board, acts, new LessonAct { Invite = body.RoomId ?? "" }, cancellationToken));
        lesson.MapPost("/layout", (LayoutBody body, LessonBoard board, LessonActs acts, CancellationToken cancellationToken) => LayoutAsync(body, board, acts, cancellationToken));
        lesson.MapPost("/volume", (VolumeBody body, LessonBoard board) => Turn(body, board));
        lesson.MapPost("/recorded", (OnBody body, LessonBoard board) => ShowRecorded(body, board));
        lesson.MapPost("/end", (LessonBoard board, LessonActs acts, CancellationToken cancellationToken) => DoAsync(board, acts, new LessonAct { End = true }, cancellationToken));
        lesson.MapPost("/leave", (LessonBoard board, LessonActs acts, CancellationToken cancellationToken) => DoAsync(board, acts, new LessonAct { Leave = true }, cancellationToken));
    }

    /// <summary>Of the page that shows the lesson; nothing that the hub has to know.</summary>
    private static IResult Turn(VolumeBody body, LessonBoard board)
    {
        if (body.Percent is < 0 or > 100) return Problems.Invalid("volume_out_of_range", $"percent is {body.Percent}; allowed: 0 to 100.");
        board.Volume = body.Percent;
        return TypedResults.Ok(new { });
    }

    private static IResult ShowRecorded(OnBody body, LessonBoard board)
    {
        if (body.On && board.Wanted is not { RecordingId.Length: > 0 }) return Problems.Conflict("recorded_none", "Nothing of this lesson is recorded yet.");
        board.ShowsRecorded = body.On;
        return TypedResults.Ok(new { });
    }

    private static Task<IResult> LayoutAsync(LayoutBody body, LessonBoard board, LessonActs acts, CancellationToken cancellationToken)
    {
        if (body.MainSource is { Length: > 0 } main && !MediaNames.IsView(main)) return Task.FromResult<IResult>(Problems.Invalid("source_unknown", $"\"{main}\" is no source."));
        return DoAsync(board, acts, new LessonAct { Layout = new LessonLayout { Kind = body.Layout, MainSource = body.MainSource ?? "" } }, cancellationToken);
    }

    private static async Task<IResult> ChoicesAsync(LessonActs acts, CancellationToken cancellationToken)
    {
        var choices = await acts.AskAsync(cancellationToken);
        return TypedResults.Ok(new ChoicesView([.. choices.Pairings.Take(200).Select(pairing => new ChoiceView(
            pairing.PairingId, pairing.Name, pairing.Mode, [.. pairing.Receivers.Take(LessonRules.MostRooms).Select(room => new ChoiceRoomView(room.RoomId, room.RoomName, room.SchoolName, room.Online))]))]));
    }

    private static Task<IResult> DoAsync(LessonBoard board, LessonActs acts, LessonAct act, CancellationToken cancellationToken)
    {
        if (board.Wanted is not { } part) return Task.FromResult<IResult>(Problems.Conflict("lesson_none", "This room takes part in no lesson now."));
        act.LessonId = part.LessonId;
        return DoneAsync(acts.DoAsync(act, cancellationToken));
    }

    private static async Task<IResult> DoneAsync(Task task)
    {
        await task;
        return TypedResults.Ok(new { });
    }

    private static async ValueTask<object?> TellAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (LessonActException refusal)
        {
            return Problems.Conflict(refusal.Code, refusal.Message);
        }
    }
}
