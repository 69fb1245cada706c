using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Timetable;
using Tongtang.Protocol.Http;

namespace Tongtang.EdgeAgent.Panel;

/// <summary>The verbs of recording. Said twice they do no more than said once.</summary>
internal static class RecordingEndpoints
{
    /// <param name="LessonId">A lesson of the timetable; nothing: the one that runs or is about to, unless a title is given; empty: none.</param>
    private sealed record StartBody(string? Title = null, string? Teacher = null, IReadOnlyList<string>? Sources = null, DateTimeOffset? PlannedEnd = null, string? LessonId = null);

    private sealed record DelayBody(int Minutes = 5);

    private sealed record StartedView(string RecordingId);

    private sealed record StopBody(double UndoSeconds = 0);

    private sealed record MarkBody(string? Label = null);

    private sealed record ExtendBody(int Minutes);

    private sealed record CoverBody(bool On);

    public static void MapRecording(this IEndpointRouteBuilder api)
    {
        var recording = api.MapGroup("/recording").AddEndpointFilter(RecorderRefusals.TellAsync);
        recording.MapPost("/start", StartAsync);
        recording.MapPost("/pause", (Recorder recorder, CancellationToken cancellationToken) => DoneAsync(recorder.PauseAsync(cancellationToken)));
        recording.MapPost("/resume", (Recorder recorder, CancellationToken cancellationToken) => DoneAsync(recorder.ResumeAsync(cancellationToken)));
        recording.MapPost("/stop", StopAsync);
        recording.MapPost("/undo", (Recorder recorder, CancellationToken cancellationToken) => DoneAsync(recorder.UndoAsync(cancellationToken)));
        recording.MapPost("/mark", (MarkBody? body, Recorder recorder, CancellationToken cancellationToken) => DoneAsync(recorder.MarkAsync(body?.Label ?? "", cancellationToken)));
        recording.MapPost("/extend", (ExtendBody body, Recorder recorder, CancellationToken cancellationToken) => DoneAsync(recorder.ExtendAsync(body.Minutes, cancellationToken)));
        recording.MapPost("/cover", (CoverBody body, Recorder recorder, CancellationToken cancellationToken) => DoneAsync(recorder.CoverAsync(body.On, cancellationToken)));
        recording.MapPost("/skip", (AutoRecording auto, CancellationToken cancellationToken) => PlannedAsync(auto.SkipAsync(cancellationToken)));
        recording.MapPost("/delay", DelayAsync);
        api.MapPost("/help", () => Problems.Create(StatusCodes.Status501NotImplemented, "help_unavailable", "Nobody would see the call: the hub does not take calls for help yet."));
    }

    private static async Task<IResult> StartAsync(StartBody? body, Recorder recorder, TimetableBoard timetable, CancellationToken cancellationToken)
    {
        body ??= new StartBody();
        if (!string.IsNullOrEmpty(body.LessonId) && timetable.Find(body.LessonId) is null) return Problems.Missing("lesson_unknown", "The box knows no lesson of this id.");
        var request = timetable.Fill(new StartRecordingRequest(body.Title, body.Teacher, body.Sources, body.PlannedEnd), body.LessonId);
        var outcome = await recorder.StartAsync(request, cancellationToken);
        return TypedResults.Ok(new StartedView(outcome.RecordingId));
    }

    private static async Task<IResult> DelayAsync(DelayBody? body, AutoRecording auto, CancellationToken cancellationToken)
    {
        var minutes = body?.Minutes ?? 5;
        if (minutes is < 1 or > 60) return Problems.Invalid("minutes_out_of_range", $"The lesson is to be put off by {minutes} minutes; allowed: 1 to 60.");
        return await PlannedAsync(auto.DelayAsync(TimeSpan.FromMinutes(minutes), cancellationToken));
    }

    private static async Task<IResult> PlannedAsync(Task<bool> done) =>
        await done ? TypedResults.Ok(new { }) : Problems.Conflict("nothing_planned", "No lesson is about to be recorded by timetable.");

    private static async Task<IResult> StopAsync(StopBody? body, Recorder recorder, CancellationToken cancellationToken)
    {
        var seconds = body?.UndoSeconds ?? 0;
        if (!(seconds is >= 0 and <= 60)) return Problems.Invalid("undo_out_of_range", $"undoSeconds is {seconds}; allowed: 0 to 60.");
        return await DoneAsync(recorder.StopAsync(TimeSpan.FromSeconds(seconds), cancellationToken));
    }

    private static async Task<IResult> DoneAsync(Task task)
    {
        await task;
        return TypedResults.Ok(new { });
    }
}

/// <summary>What the recorder refuses, as problem details.</summary>
internal static class RecorderRefusals
{
    public static async ValueTask<object?> TellAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RecorderException refusal)
        {
            return Problems.Create(StatusOf(refusal.Code), refusal.Code, refusal.Message);
        }
    }

    private static int StatusOf(string code) => code switch
    {
        "source_unknown" => StatusCodes.Status400BadRequest,
        "recording_unknown" or "hidden_span_unknown" => StatusCodes.Status404NotFound,
        "recorder_idle" or "recorder_busy" or "sources_none" or "undo_too_late" or "recording_running" or "hidden_span_open" or "hidden_span_discarded" => StatusCodes.Status409Conflict,
        "storage_full" => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status400BadRequest,
    };
}
