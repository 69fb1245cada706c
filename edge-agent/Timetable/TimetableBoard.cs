using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Timetable;

/// <summary>What is taught in this room, and when by the hub's clock; good for four weeks without the hub. Thread safe.</summary>
internal sealed partial class TimetableBoard(HubClock clock, ILogger<TimetableBoard> logger)
{
    /// <summary>Who starts a recording this long before a lesson means that lesson.</summary>
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private RoomTimetable? _told;
    private KnownTimetable? _known;

    public ChangeSignal Changed { get; } = new();

    public KnownTimetable? Known
    {
        get
        {
            lock (_lock) return _known;
        }
    }

    /// <summary>As the hub told it, to be kept on the disk; not to be changed.</summary>
    public RoomTimetable? Told
    {
        get
        {
            lock (_lock) return _told;
        }
    }

    public string Hash => Known?.Hash ?? "";

    /// <summary>Null while nobody knows what time it is: then no lesson is now.</summary>
    public DateTimeOffset? Now => clock.Known || clock.Offset is not null ? clock.UtcNow : null;

    /// <summary>What cannot be followed is passed over, and the room goes on with what it has.</summary>
    public void Take(RoomTimetable told, string roomId)
    {
        lock (_lock)
        {
            if (told.Unchanged)
            {
                if (_known?.Hash != told.Hash || _told is null) return;
                told = new RoomTimetable(_told) { AsOfMs = told.AsOfMs };
            }
            if (KnownTimetable.Of(told, roomId, out var problem) is not { } known)
            {
                LogRefused(problem);
                return;
            }
            (_told, _known) = (told, known);
        }
        Changed.Raise();
    }

    /// <summary>The room is another one: what was taught there is not taught here.</summary>
    public void Forget()
    {
        lock (_lock) (_told, _known) = (null, null);
        Changed.Raise();
    }

    public RoomLesson? Find(string lessonId) => Known?.Lessons.FirstOrDefault(lesson => lesson.Id == lessonId);

    /// <summary>The lesson that runs; else the one that begins within ten minutes.</summary>
    public RoomLesson? Current => Now is { } now ? Known?.Lessons.FirstOrDefault(lesson => lesson.EndsAt > now && lesson.StartsAt <= now + s_early) : null;

    /// <summary>Gives a recording what the timetable knows and nobody has said.</summary>
    /// <param name="lessonId">Null: the lesson of now, unless the request has a title; empty: none.</param>
    public StartRecordingRequest Fill(StartRecordingRequest request, string? lessonId)
    {
        var lesson = lessonId is null ? (string.IsNullOrEmpty(request.Title) ? Current : null) : Find(lessonId);
        if (lesson is null) return request;
        return request with
        {
            Title = string.IsNullOrEmpty(request.Title) ? lesson.Title : request.Title,
            Teacher = request.Teacher ?? lesson.Teacher,
            PlannedEnd = request.PlannedEnd ?? EndOf(lesson),
            Lesson = new LessonTag(lesson.Subject, lesson.ClassName, lesson.Id),
        };
    }

    /// <summary>By this machine's clock, as the recorder counts; null when it is past.</summary>
    public DateTimeOffset? EndOf(RoomLesson lesson) => Now is { } now && lesson.EndsAt > now ? lesson.EndsAt - (clock.Offset ?? TimeSpan.Zero) : null;

    [LoggerMessage(EventId = 3701, Level = LogLevel.Warning, Message = "The hub told a timetable that cannot be followed: {Problem}")]
    private partial void LogRefused(string problem);
}
