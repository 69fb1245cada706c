using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Lessons;

/// <summary>What a list of lessons is narrowed to, as it stands in the address.</summary>
internal readonly record struct LessonQuery(
    [property: FromQuery(Name = "pairing"), Description("A pairing's id.")] string? Pairing,
    [property: FromQuery(Name = "room"), Description("A room's id; it takes part.")] string? Room,
    [property: FromQuery(Name = "school"), Description("A school's id; one of its rooms takes part.")] string? School,
    [property: FromQuery(Name = "region"), Description("A region's id; one of its rooms takes part.")] string? Region,
    [property: FromQuery(Name = "state"), Description("planned, running, disturbed, ended or missed; several with commas between.")] string? State,
    [property: FromQuery(Name = "mode"), Description("dedicated, dual-teacher, master-teacher or school-course.")] string? Mode,
    [property: FromQuery(Name = "from"), Description("Planned at or after this time, ISO 8601 with its offset.")] string? From,
    [property: FromQuery(Name = "to"), Description("Planned before this time, ISO 8601 with its offset.")] string? To,
    [property: FromQuery(Name = "teacher"), Description("Exactly this teacher; case of latin letters and spaces do not count.")] string? Teacher,
    [property: FromQuery(Name = "onTime"), Description("true: only those that were held and began on time (Lessons:OnTimeWithin).")] bool? OnTime,
    [property: FromQuery(Name = "q"), Description("Part of the title, the teacher or the pairing's name.")] string? Q)
{
    public ProblemHttpResult? Check(out LessonFilter filter)
    {
        filter = new LessonFilter();
        if (!Words.TryEnums<LessonState>(State, out var states)) return Problems.Invalid("state_invalid", $"state is not one of {Words.All<LessonState>()}.");
        if (!Words.TryEnum<LessonMode>(Mode, out var mode)) return Problems.Invalid("mode_invalid", $"mode is not one of {Words.All<LessonMode>()}.");
        if (!RecordingQuery.TryTime(From, out var from)) return RecordingQuery.TimeProblem("from");
        if (!RecordingQuery.TryTime(To, out var to)) return RecordingQuery.TimeProblem("to");
        filter = new LessonFilter
        {
            Pairing = Pairing.NullIfEmpty(),
            Room = Room.NullIfEmpty(),
            School = School.NullIfEmpty(),
            Region = Region.NullIfEmpty(),
            States = states,
            Mode = mode,
            From = from,
            To = to,
            Teacher = SearchText.KeyOfTeacher(Teacher ?? "").NullIfEmpty(),
            OnTime = OnTime ?? false,
            Q = Q,
        };
        return null;
    }
}
