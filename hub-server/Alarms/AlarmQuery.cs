using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Alarms;

/// <summary>What a list of alarms is narrowed to, as it stands in the address.</summary>
internal readonly record struct AlarmQuery(
    [property: FromQuery(Name = "state"), Description("raised, acknowledged or cleared; several with commas between.")] string? State,
    [property: FromQuery(Name = "waiting"), Description("true: those that wait for somebody: raised, not suppressed, and not explained by another open alarm.")] bool? Waiting,
    [property: FromQuery(Name = "kind"), Description("The rule's name, such as no_sound.")] string? Kind,
    [property: FromQuery(Name = "room"), Description("A room's id.")] string? Room,
    [property: FromQuery(Name = "school"), Description("A school's id.")] string? School,
    [property: FromQuery(Name = "region"), Description("A region's id.")] string? Region,
    [property: FromQuery(Name = "q"), Description("Part of the kind, the subject, the note, the room's or the school's name.")] string? Q,
    [property: FromQuery(Name = "from"), Description("Raised at or after this time, ISO 8601 with its offset.")] string? From,
    [property: FromQuery(Name = "to"), Description("Raised before this time, ISO 8601 with its offset.")] string? To)
{
    public ProblemHttpResult? Check(out AlarmFilter filter)
    {
        filter = new AlarmFilter();
        if (!Words.TryEnums<AlarmState>(State, out var states)) return Problems.Invalid("state_invalid", $"state is not one of {Words.All<AlarmState>()}.");
        if (!RecordingQuery.TryTime(From, out var from)) return RecordingQuery.TimeProblem("from");
        if (!RecordingQuery.TryTime(To, out var to)) return RecordingQuery.TimeProblem("to");
        filter = new AlarmFilter
        {
            States = states,
            Waiting = Waiting ?? false,
            Kind = Kind.NullIfEmpty(),
            Room = Room.NullIfEmpty(),
            School = School.NullIfEmpty(),
            Region = Region.NullIfEmpty(),
            Q = Q,
            From = from,
            To = to,
        };
        return null;
    }
}
