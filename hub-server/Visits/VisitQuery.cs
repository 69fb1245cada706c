using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;

namespace Tongtang.HubServer.Visits;

/// <summary>What lists of watching and of notes are narrowed to, as it stands in the address.</summary>
internal readonly record struct VisitQuery(
    [property: FromQuery(Name = "room"), Description("A room's id.")] string? Room,
    [property: FromQuery(Name = "school"), Description("A school's id.")] string? School,
    [property: FromQuery(Name = "region"), Description("A region's id.")] string? Region,
    [property: FromQuery(Name = "q"), Description("Part of the watcher's or author's name, the room's, the school's; of notes the text, the lesson and the teacher too.")] string? Q,
    [property: FromQuery(Name = "from"), Description("Began at or after this time, ISO 8601 with its offset.")] string? From,
    [property: FromQuery(Name = "to"), Description("Began before this time, ISO 8601 with its offset.")] string? To)
{
    public ProblemHttpResult? Check(out VisitFilter filter)
    {
        filter = new VisitFilter();
        if (!RecordingQuery.TryTime(From, out var from)) return RecordingQuery.TimeProblem("from");
        if (!RecordingQuery.TryTime(To, out var to)) return RecordingQuery.TimeProblem("to");
        filter = new VisitFilter { Room = Room.NullIfEmpty(), School = School.NullIfEmpty(), Region = Region.NullIfEmpty(), Q = Q, From = from, To = to };
        return null;
    }
}

/// <summary>The same checked; null leaves it open.</summary>
internal sealed record VisitFilter
{
    public string? Room { get; init; }

    public string? School { get; init; }

    public string? Region { get; init; }

    public string? Recording { get; init; }

    /// <summary>Only what this watcher wrote.</summary>
    public string? AuthorId { get; init; }

    public string? Q { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public object Values(Scope scope) => new
    {
        scopeId = scope.Id,
        room = Room,
        school = School,
        region = Region,
        recording = Recording,
        authorId = AuthorId,
        from = From?.ToUnixTimeMilliseconds(),
        to = To?.ToUnixTimeMilliseconds(),
        pattern = Pattern.Contains(Q),
    };
}
