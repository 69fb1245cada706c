using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Recordings;

/// <summary>What a list of recordings is narrowed to, as it stands in the address.</summary>
internal readonly record struct RecordingQuery(
    [property: FromQuery(Name = "room"), Description("A room's id.")] string? Room,
    [property: FromQuery(Name = "school"), Description("A school's id.")] string? School,
    [property: FromQuery(Name = "region"), Description("A region's id.")] string? Region,
    [property: FromQuery(Name = "state"), Description("recording, uploading, complete, interrupted or failed.")] string? State,
    [property: FromQuery(Name = "visibility"), Description("room, school, district or public.")] string? Visibility,
    [property: FromQuery(Name = "approval"), Description("waiting or returned.")] string? Approval,
    [property: FromQuery(Name = "from"), Description("Started at or after this time, ISO 8601 with its offset.")] string? From,
    [property: FromQuery(Name = "to"), Description("Started before this time, ISO 8601 with its offset.")] string? To,
    [property: FromQuery(Name = "teacher"), Description("Exactly this teacher; case and spaces do not count.")] string? Teacher,
    [property: FromQuery(Name = "subject"), Description("Exactly this subject; case does not count.")] string? Subject,
    [property: FromQuery(Name = "counted"), Description("true: only those that reports count, which have ended and of which something is here or on its way.")] bool? Counted,
    [property: FromQuery(Name = "q"), Description("Words; each must be in the title, the teacher, the subject, the class, the room's or the school's name. Looked through are the 5,000 newest recordings with the rarest of them.")] string? Q)
{
    public ProblemHttpResult? Check(out RecordingFilter filter)
    {
        filter = new RecordingFilter();
        if (!Words.TryEnum<RecordingState>(State, out var state))
            return Problems.Invalid("state_invalid", $"state is not one of {Words.All<RecordingState>()}.");
        if (!Words.TryEnum<Visibility>(Visibility, out var visibility))
            return Problems.Invalid("visibility_invalid", $"visibility is not one of {Words.All<Visibility>()}.");
        if (!Words.TryEnum<ApprovalState>(Approval, out var approval))
            return Problems.Invalid("approval_invalid", $"approval is not one of {Words.All<ApprovalState>()}.");
        if (!TryTime(From, out var from)) return TimeProblem("from");
        if (!TryTime(To, out var to)) return TimeProblem("to");
        filter = new RecordingFilter
        {
            Room = Room.NullIfEmpty(),
            School = School.NullIfEmpty(),
            Region = Region.NullIfEmpty(),
            State = state,
            Visibility = visibility,
            Approval = approval,
            From = from,
            To = to,
            Teacher = SearchText.KeyOfTeacher(Teacher ?? "").NullIfEmpty(),
            Subject = SearchText.SubjectKey(Subject ?? "").NullIfEmpty(),
            Counted = Counted ?? false,
            Terms = SearchText.Terms(Q),
        };
        return null;
    }

    public static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text)) return true;
        string[] formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];
        if (!DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read)) return false;
        time = read;
        return true;
    }

    public static ProblemHttpResult TimeProblem(string name) =>
        Problems.Invalid("time_invalid", $"{name} is no time; allowed: ISO 8601, such as 2026-11-21T08:00:00Z (a + must be written %2B).");
}
