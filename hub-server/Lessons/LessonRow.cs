using System.Collections.Immutable;
using System.Text.Json;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Lessons;

/// <summary>A row of <c>linked_lesson</c>, as it is read.</summary>
internal sealed record LessonRow
{
    public required string Id { get; init; }

    public string? PairingId { get; init; }

    public required string PairingName { get; init; }

    public string? SeriesId { get; init; }

    public string? ActId { get; init; }

    public required string Mode { get; init; }

    public required string Title { get; init; }

    public required string Teacher { get; init; }

    public required string State { get; init; }

    public long PlannedStartMs { get; init; }

    public long PlannedEndMs { get; init; }

    public long? StartedAtMs { get; init; }

    public long? EndedAtMs { get; init; }

    public string? EndedBy { get; init; }

    public long? SeenAtMs { get; init; }

    public required string Layout { get; init; }

    public required string MainSource { get; init; }

    public string? FloorRoomId { get; init; }

    public long Record { get; init; }

    public long FullDuplex { get; init; }

    public long Revision { get; init; }

    public required string RequestedBy { get; init; }

    public LinkedLesson Lesson(IEnumerable<LessonRoom> rooms) => new()
    {
        Id = Id,
        PairingId = PairingId,
        PairingName = PairingName,
        SeriesId = SeriesId,
        ActId = ActId,
        Mode = Words.Enum<LessonMode>(Mode),
        Title = Title,
        Teacher = Teacher,
        State = Words.Enum<LessonState>(State),
        PlannedStart = Time(PlannedStartMs),
        PlannedEnd = Time(PlannedEndMs),
        StartedAt = Time(StartedAtMs),
        EndedAt = Time(EndedAtMs),
        EndedBy = EndedBy is null ? null : Words.Enum<LessonEnd>(EndedBy),
        Layout = new LessonLayout(Words.Enum<LayoutKind>(Layout), MainSource),
        FloorRoomId = FloorRoomId,
        Record = Record != 0,
        FullDuplex = FullDuplex != 0,
        Revision = Revision,
        RequestedBy = RequestedBy,
        Rooms = [.. rooms],
    };

    public static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    public static DateTimeOffset? Time(long? ms) => ms is { } known ? Time(known) : null;
}

/// <summary>A row of <c>linked_lesson_room</c>, as it is read.</summary>
internal sealed record LessonRoomRow
{
    public required string LessonId { get; init; }

    public required string RoomId { get; init; }

    public required string Role { get; init; }

    public required string RoomName { get; init; }

    public required string SchoolId { get; init; }

    public required string SchoolName { get; init; }

    public required string RegionId { get; init; }

    public required string RegionName { get; init; }

    public long? HandRaisedMs { get; init; }

    public long Muted { get; init; }

    public long WantsHelp { get; init; }

    public long HasLeft { get; init; }

    public string? RecordingId { get; init; }

    public string? ProblemCode { get; init; }

    public string? Problem { get; init; }

    public string? CheckJson { get; init; }

    public required string ReceptionsJson { get; init; }

    public LessonRoom Room(IEnumerable<SpanRow> spans) => new()
    {
        RoomId = RoomId,
        RoomName = RoomName,
        SchoolId = SchoolId,
        SchoolName = SchoolName,
        RegionId = RegionId,
        RegionName = RegionName,
        Role = Words.Enum<LessonRole>(Role),
        HandRaisedAt = LessonRow.Time(HandRaisedMs),
        Muted = Muted != 0,
        WantsHelp = WantsHelp != 0,
        HasLeft = HasLeft != 0,
        RecordingId = RecordingId,
        ProblemCode = ProblemCode,
        Problem = Problem,
        Check = CheckJson is null ? null : JsonSerializer.Deserialize<LessonCheck>(CheckJson, JsonDefaults.Options),
        Receptions = [.. JsonSerializer.Deserialize<List<Reception>>(ReceptionsJson, JsonDefaults.Options)!],
        Spans = [.. spans.Select(span => span.Span())],
    };
}

/// <summary>A row of <c>linked_lesson_span</c>, as it is read.</summary>
internal sealed record SpanRow
{
    public required string LessonId { get; init; }

    public required string RoomId { get; init; }

    public required string Kind { get; init; }

    public string? Reason { get; init; }

    public long FromMs { get; init; }

    public long? ToMs { get; init; }

    public RoomSpan Span() => new(Words.Enum<SpanKind>(Kind), Reason, LessonRow.Time(FromMs), LessonRow.Time(ToMs));
}
